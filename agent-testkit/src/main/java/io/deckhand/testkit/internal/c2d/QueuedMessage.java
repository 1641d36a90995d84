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
 * @param deliveryCount how often it was handed out
 * @param lockToken held by the receiver that has it now; null while nobody has
 * @param lockedUntil when the lock ends by itself; null while there is none
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

    /** {@return whether it was handed out before} */
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

    /** {@return the document to keep; a lock does not outlive the hub that gave it} */
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
