package io.deckhand.testkit.internal.c2d;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.MessageIds;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.IdentityListener;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cloud-to-device messages: kept until the device completes or rejects them, they expire, or ten deliveries have
 * failed.
 *
 * <p>A delivered message is locked by its receiver until the receiver settles it or disconnects, or, in some protocols,
 * until the lock expires; then the message is delivered again. Expired messages are removed soon, but never while
 * locked.
 */
public final class CloudToDeviceQueues implements IdentityListener {
    private static final int MAX_PENDING = 50;
    private static final int MAX_SIZE = 64 * 1024;
    private static final Duration LOCK = Duration.ofSeconds(60);
    private static final Duration MAX_TIME_TO_LIVE = Duration.ofDays(2);

    private final IdentityRegistry registry;
    private final StateStore store;
    private final HubRandom random;
    private final Clock clock;
    private final Feedback feedback;
    private final Map<String, DeviceQueue> queues = new HashMap<>();

    public CloudToDeviceQueues(
            IdentityRegistry registry, StateStore store, HubRandom random, Clock clock, Feedback feedback) {
        this.registry = registry;
        this.store = store;
        this.random = random;
        this.clock = clock;
        this.feedback = feedback;
        store.load(Shelf.CLOUD_TO_DEVICE).forEach((id, document) -> queues.put(id, DeviceQueue.fromDocument(document)));
    }

    @Override
    public synchronized void deleted(DeviceIdentity identity) {
        queues.remove(identity.id());
        store.delete(Shelf.CLOUD_TO_DEVICE, identity.id());
    }

    /**
     * Adds a message to a device's queue, and delivers it if the device is receiving.
     *
     * @param timeToLive how long it may wait, more than zero and at most 2 days
     * @throws HubException for an unknown device (404001), a full queue (403004), a message that is too large (413001) or
     *     a time to live out of range (400)
     */
    public void enqueue(String deviceId, DeviceBoundMessage message, Duration timeToLive) {
        String generationId = registry.get(deviceId).generationId();
        check(message, timeToLive);
        synchronized (this) {
            Instant now = clock.instant();
            DeviceQueue queue = queue(deviceId);
            dropExpired(deviceId, queue);
            if (queue.size() >= MAX_PENDING) {
                throw new HubException(
                        HubError.DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED,
                        MAX_PENDING + " messages wait for device '" + deviceId
                                + "' already. Let it complete some first, or purge its queue.");
            }
            queue.add(message, generationId, now, now.plus(timeToLive));
            deliver(deviceId, queue);
        }
    }

    /** Delivers messages to a device from now on: first all waiting ones, in order, then each new one. */
    public synchronized void attach(String deviceId, CloudMessageReceiver receiver) {
        DeviceQueue queue = queue(deviceId);
        queue.changeReceiver(receiver);
        deliver(deviceId, queue);
    }

    /**
     * Locks a message for a device that polls.
     *
     * @param lock how long the device holds the lock
     * @return the oldest message that is not locked
     */
    public synchronized Optional<QueuedMessage> take(String deviceId, Duration lock) {
        DeviceQueue queue = queue(deviceId);
        freeOverdue(deviceId, queue);
        boolean dropped = dropUndeliverable(deviceId, queue);
        Optional<QueuedMessage> taken = queue.take(random.id(), clock.instant().plus(lock));
        // Devices poll repeatedly, and most often there is no message.
        if (dropped || taken.isPresent()) {
            store.save(Shelf.CLOUD_TO_DEVICE, deviceId, queue.toDocument());
        }
        return taken;
    }

    /** Continues the delivery when the receiver can take messages again. */
    public synchronized void resume(String deviceId, CloudMessageReceiver receiver) {
        DeviceQueue queue = queues.get(deviceId);
        if (queue != null && queue.isReceiver(receiver)) {
            deliver(deviceId, queue);
        }
    }

    /** Stops the delivery to a receiver; the messages that it did not settle wait for the next one. */
    public synchronized void detach(String deviceId, CloudMessageReceiver receiver) {
        DeviceQueue queue = queues.get(deviceId);
        if (queue != null && queue.isReceiver(receiver)) {
            queue.changeReceiver(null);
            deliver(deviceId, queue);
        }
    }

    /**
     * Removes a message that the device has processed.
     *
     * @throws HubException with {@link HubError#DEVICE_MESSAGE_LOCK_LOST} when the lock is no longer held
     */
    public void complete(String deviceId, String lockToken) {
        end(deviceId, lockToken, MessageOutcome.SUCCESS);
    }

    /**
     * Removes a message that the device rejects.
     *
     * @throws HubException as for {@link #complete}
     */
    public void reject(String deviceId, String lockToken) {
        end(deviceId, lockToken, MessageOutcome.REJECTED);
    }

    /**
     * Unlocks a message at its place in the queue, for another delivery; after the tenth delivery it is removed.
     *
     * @throws HubException as for {@link #complete}
     */
    public synchronized void abandon(String deviceId, String lockToken) {
        DeviceQueue queue = queues.get(deviceId);
        if (queue == null) {
            throw lockLost(deviceId);
        }
        freeOverdue(deviceId, queue);
        if (!queue.unlock(lockToken)) {
            throw lockLost(deviceId);
        }
        deliver(deviceId, queue);
    }

    /** {@return the number of messages that the device has not completed} */
    public synchronized int pending(String deviceId) {
        DeviceQueue queue = queues.get(deviceId);
        if (queue == null) {
            return 0;
        }
        dropExpired(deviceId, queue);
        return queue.size();
    }

    /** Removes all messages to a device. {@return how many there were} */
    public int purge(String deviceId) {
        registry.get(deviceId);
        synchronized (this) {
            DeviceQueue queue = queue(deviceId);
            List<QueuedMessage> purged = queue.removeAll();
            tell(deviceId, purged, MessageOutcome.PURGED);
            store.save(Shelf.CLOUD_TO_DEVICE, deviceId, queue.toDocument());
            return purged.size();
        }
    }

    /** Removes expired messages and ends expired locks. The core calls it periodically. */
    public synchronized void sweep() {
        queues.forEach((deviceId, queue) -> {
            dropExpired(deviceId, queue);
            freeOverdue(deviceId, queue);
        });
    }

    private void freeOverdue(String deviceId, DeviceQueue queue) {
        if (queue.unlockOverdue(clock.instant())) {
            deliver(deviceId, queue);
        }
    }

    private DeviceQueue queue(String deviceId) {
        return queues.computeIfAbsent(deviceId, id -> new DeviceQueue());
    }

    private synchronized void end(String deviceId, String lockToken, MessageOutcome outcome) {
        DeviceQueue queue = queues.get(deviceId);
        if (queue == null) {
            throw lockLost(deviceId);
        }
        freeOverdue(deviceId, queue);
        QueuedMessage ended = queue.remove(lockToken).orElseThrow(() -> lockLost(deviceId));
        tell(deviceId, List.of(ended), outcome);
        store.save(Shelf.CLOUD_TO_DEVICE, deviceId, queue.toDocument());
    }

    /** Delivers the messages that are free and not expired, and stores the queue. */
    private void deliver(String deviceId, DeviceQueue queue) {
        var unused = dropUndeliverable(deviceId, queue);
        queue.deliver(random::id, clock.instant().plus(LOCK));
        store.save(Shelf.CLOUD_TO_DEVICE, deviceId, queue.toDocument());
    }

    /** {@return whether there was any} */
    private boolean dropUndeliverable(String deviceId, DeviceQueue queue) {
        List<QueuedMessage> expired = queue.removeExpired(clock.instant());
        List<QueuedMessage> inVain = queue.removeUndeliverable();
        tell(deviceId, expired, MessageOutcome.EXPIRED);
        tell(deviceId, inVain, MessageOutcome.DELIVERY_COUNT_EXCEEDED);
        return !expired.isEmpty() || !inVain.isEmpty();
    }

    private void dropExpired(String deviceId, DeviceQueue queue) {
        List<QueuedMessage> expired = queue.removeExpired(clock.instant());
        if (!expired.isEmpty()) {
            tell(deviceId, expired, MessageOutcome.EXPIRED);
            store.save(Shelf.CLOUD_TO_DEVICE, deviceId, queue.toDocument());
        }
    }

    private void tell(String deviceId, List<QueuedMessage> ended, MessageOutcome outcome) {
        for (QueuedMessage message : ended) {
            if (message.message().acknowledgement().covers(outcome)) {
                feedback.add(new FeedbackRecord(
                        message.message().messageId(), clock.instant(), outcome, deviceId, message.generationId()));
            }
        }
    }

    private static HubException lockLost(String deviceId) {
        return new HubException(
                HubError.DEVICE_MESSAGE_LOCK_LOST, "The lock on the message to '" + deviceId + "' is lost.");
    }

    private static void check(DeviceBoundMessage message, Duration timeToLive) {
        MessageIds.check(message.messageId());
        long size = sizeOf(message);
        if (size > MAX_SIZE) {
            throw new HubException(
                    HubError.MESSAGE_TOO_LARGE,
                    "The message has " + size + " bytes with its properties; at most " + MAX_SIZE + " are allowed.");
        }
        if (timeToLive.isNegative() || timeToLive.isZero() || timeToLive.compareTo(MAX_TIME_TO_LIVE) > 0) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "The time to live is " + timeToLive + "; it must be more than zero and at most "
                            + MAX_TIME_TO_LIVE.toHours() + " hours.");
        }
    }

    private static long sizeOf(DeviceBoundMessage message) {
        long size = message.body().length;
        for (Map.Entry<String, @Nullable String> property : message.properties().entrySet()) {
            size += utf8Length(property.getKey()) + utf8Length(property.getValue());
        }
        return size;
    }

    private static int utf8Length(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
