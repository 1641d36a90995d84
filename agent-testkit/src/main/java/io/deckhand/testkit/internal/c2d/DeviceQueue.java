package io.deckhand.testkit.internal.c2d;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The messages that wait for one device, and their receiver. Guarded by {@link CloudToDeviceQueues}. */
final class DeviceQueue {
    private static final int MAX_DELIVERIES = 10;

    private final TreeMap<Long, QueuedMessage> messages = new TreeMap<>();
    private long lastSequenceNumber;
    private @Nullable CloudMessageReceiver receiver;

    void add(DeviceBoundMessage message, String generationId, Instant now, Instant expiry) {
        lastSequenceNumber++;
        messages.put(
                lastSequenceNumber,
                new QueuedMessage(message, generationId, lastSequenceNumber, now, expiry, 0, null, null));
    }

    int size() {
        return messages.size();
    }

    /** {@return the expired messages, which are removed} */
    List<QueuedMessage> removeExpired(Instant now) {
        return remove(message -> message.isOver(now));
    }

    /** Changes the receiver; messages that the previous one did not settle are unlocked. */
    void changeReceiver(@Nullable CloudMessageReceiver next) {
        receiver = next;
        messages.replaceAll((number, message) -> message.unlocked());
    }

    boolean isReceiver(CloudMessageReceiver other) {
        return receiver == other;
    }

    /** Ends expired locks. {@return whether there were any} */
    boolean unlockOverdue(Instant now) {
        boolean any = messages.values().stream().anyMatch(message -> message.isLockOver(now));
        messages.replaceAll((number, message) -> message.isLockOver(now) ? message.unlocked() : message);
        return any;
    }

    /** Unlocks a message. {@return whether the lock was held} */
    boolean unlock(String lockToken) {
        Optional<QueuedMessage> found = find(lockToken);
        found.ifPresent(message -> messages.put(message.sequenceNumber(), message.unlocked()));
        return found.isPresent();
    }

    /** {@return the messages removed because their last allowed delivery failed} */
    List<QueuedMessage> removeUndeliverable() {
        return remove(message -> !message.isLocked() && message.deliveryCount() >= MAX_DELIVERIES);
    }

    /** Delivers unlocked messages to the receiver, oldest first, until it takes no more. */
    void deliver(Supplier<String> lockTokens, Instant lockedUntil) {
        if (receiver == null) {
            return;
        }
        Instant until = receiver.locksEnd() ? lockedUntil : Instant.MAX;
        for (Map.Entry<Long, QueuedMessage> entry : messages.entrySet()) {
            if (!entry.getValue().isLocked()) {
                QueuedMessage locked = entry.getValue().locked(lockTokens.get(), until);
                if (!receiver.deliver(locked)) {
                    return;
                }
                entry.setValue(locked);
            }
        }
    }

    /** Locks the oldest unlocked message. {@return the message, if there is one} */
    Optional<QueuedMessage> take(String lockToken, Instant lockedUntil) {
        Optional<QueuedMessage> taken = messages.values().stream()
                .filter(message -> !message.isLocked())
                .findFirst()
                .map(message -> message.locked(lockToken, lockedUntil));
        taken.ifPresent(message -> messages.put(message.sequenceNumber(), message));
        return taken;
    }

    /** {@return the message removed, if the lock was held} */
    Optional<QueuedMessage> remove(String lockToken) {
        Optional<QueuedMessage> found = find(lockToken);
        found.ifPresent(message -> messages.remove(message.sequenceNumber()));
        return found;
    }

    List<QueuedMessage> removeAll() {
        return remove(message -> true);
    }

    ObjectNode toDocument() {
        ObjectNode document = Json.object().put("lastSequenceNumber", lastSequenceNumber);
        ArrayNode kept = document.putArray("messages");
        messages.values().forEach(message -> kept.add(message.toDocument()));
        return document;
    }

    static DeviceQueue fromDocument(ObjectNode document) {
        DeviceQueue queue = new DeviceQueue();
        queue.lastSequenceNumber = document.required("lastSequenceNumber").longValue();
        for (JsonNode kept : document.required("messages")) {
            QueuedMessage message = QueuedMessage.fromDocument((ObjectNode) kept);
            queue.messages.put(message.sequenceNumber(), message);
        }
        return queue;
    }

    private Optional<QueuedMessage> find(String lockToken) {
        return messages.values().stream()
                .filter(message -> lockToken.equals(message.lockToken()))
                .findFirst();
    }

    private List<QueuedMessage> remove(Predicate<QueuedMessage> which) {
        List<QueuedMessage> removed = new ArrayList<>();
        messages.values().stream().filter(which).forEach(removed::add);
        removed.forEach(message -> messages.remove(message.sequenceNumber()));
        return removed;
    }
}
