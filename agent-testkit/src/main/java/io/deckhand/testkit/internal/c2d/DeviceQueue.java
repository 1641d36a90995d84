package io.deckhand.testkit.internal.c2d;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The messages that wait for one device, and who takes them. Guarded by {@link CloudToDeviceQueues}. */
final class DeviceQueue {
    private final TreeMap<Long, QueuedMessage> messages = new TreeMap<>();
    private long lastSequenceNumber;
    private @Nullable CloudMessageReceiver receiver;

    void add(CloudMessage message, Instant now, Instant expiry) {
        lastSequenceNumber++;
        messages.put(lastSequenceNumber, new QueuedMessage(message, lastSequenceNumber, now, expiry, 0, null));
    }

    int size() {
        return messages.size();
    }

    void dropExpired(Instant now) {
        messages.values().removeIf(message -> message.isOver(now));
    }

    /** Changes who takes the messages; what the one before did not complete is free again. */
    void changeReceiver(@Nullable CloudMessageReceiver next) {
        receiver = next;
        messages.replaceAll((number, message) -> message.unlocked());
    }

    boolean isReceiver(CloudMessageReceiver other) {
        return receiver == other;
    }

    /** Hands everything that is free to the receiver, oldest first. */
    void deliver(Supplier<String> lockTokens) {
        if (receiver == null) {
            return;
        }
        for (Map.Entry<Long, QueuedMessage> entry : messages.entrySet()) {
            if (!entry.getValue().isLocked()) {
                entry.setValue(entry.getValue().locked(lockTokens.get()));
                receiver.deliver(entry.getValue());
            }
        }
    }

    boolean complete(String lockToken) {
        return messages.values().removeIf(message -> lockToken.equals(message.lockToken()));
    }

    int purge() {
        int purged = messages.size();
        messages.clear();
        return purged;
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
}
