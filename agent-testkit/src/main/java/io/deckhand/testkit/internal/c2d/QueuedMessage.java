package io.deckhand.testkit.internal.c2d;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message in a device's queue.
 *
 * @param generationId of the device it was sent to
 * @param sequenceNumber its place among all messages to this device, from 1
 * @param deliveryCount how often it was delivered
 * @param lockToken held by the current receiver; null while unlocked
 * @param lockedUntil when the lock expires; null when it does not
 */
public record QueuedMessage(
        DeviceBoundMessage message,
        String generationId,
        long sequenceNumber,
        Instant enqueuedTime,
        Instant expiry,
        int deliveryCount,
        @Nullable String lockToken,
        @Nullable Instant lockedUntil) {

    /** {@return whether it was delivered before} */
    public boolean isRedelivery() {
        return deliveryCount > 1;
    }

    boolean isLocked() {
        return lockToken != null;
    }

    boolean isLockOver(Instant now) {
        return lockedUntil != null && !lockedUntil.isAfter(now);
    }

    boolean isOver(Instant now) {
        return !isLocked() && !expiry.isAfter(now);
    }

    QueuedMessage locked(String token, Instant until) {
        return new QueuedMessage(
                message, generationId, sequenceNumber, enqueuedTime, expiry, deliveryCount + 1, token, until);
    }

    QueuedMessage unlocked() {
        return new QueuedMessage(
                message, generationId, sequenceNumber, enqueuedTime, expiry, deliveryCount, null, null);
    }

    /** {@return the document to store, without the lock, which a restart ends} */
    ObjectNode toDocument() {
        ObjectNode document = Json.object()
                .put("generationId", generationId)
                .put("sequenceNumber", sequenceNumber)
                .put("enqueuedTime", enqueuedTime.toString())
                .put("expiry", expiry.toString())
                .put("deliveryCount", deliveryCount);
        document.set("message", message.toDocument());
        return document;
    }

    static QueuedMessage fromDocument(ObjectNode document) {
        return new QueuedMessage(
                DeviceBoundMessage.fromDocument((ObjectNode) document.required("message")),
                document.path("generationId").asText(""),
                document.required("sequenceNumber").longValue(),
                Instant.parse(document.required("enqueuedTime").textValue()),
                Instant.parse(document.required("expiry").textValue()),
                document.required("deliveryCount").intValue(),
                null,
                null);
    }
}
