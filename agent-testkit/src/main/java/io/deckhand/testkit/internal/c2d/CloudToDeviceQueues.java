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
 * Cloud-to-device messages: kept until the device completes or rejects them, their time is over, or they were handed out
 * ten times in vain.
 *
 * <p>A message handed out is locked by its receiver until that one settles it, goes, or, where its protocol has it so,
 * keeps it too long; then it is handed out again. Expired messages leave the queue soon, but never while locked.
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
     * Puts a message into a device's queue, and hands it out if the device takes messages now.
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

    /** Lets a device take messages from now on: first all that wait, in order, then each new one. */
    public synchronized void attach(String deviceId, CloudMessageReceiver receiver) {
        DeviceQueue queue = queue(deviceId);
        queue.changeReceiver(receiver);
        deliver(deviceId, queue);
    }

    /**
     * Hands a message to a device that asks for one, rather than taking them as they come.
     *
     * @param lock how long it may keep the message
     * @return the oldest that is free
     */
    public synchronized Optional<QueuedMessage> take(String deviceId, Duration lock) {
        DeviceQueue queue = queue(deviceId);
        freeOverdue(deviceId, queue);
        boolean dropped = dropUndeliverable(deviceId, queue);
        Optional<QueuedMessage> taken = queue.take(random.id(), clock.instant().plus(lock));
        // Devices ask again and again, most often for nothing.
        if (dropped || taken.isPresent()) {
            store.save(Shelf.CLOUD_TO_DEVICE, deviceId, queue.toDocument());
        }
        return taken;
    }

    /** Goes on after the receiver had no room. */
    public synchronized void resume(String deviceId, CloudMessageReceiver receiver) {
        DeviceQueue queue = queues.get(deviceId);
        if (queue != null && queue.isReceiver(receiver)) {
            deliver(deviceId, queue);
        }
    }

    /** Ends a receiver's taking messages; what it did not settle waits for the next one. */
    public synchronized void detach(String deviceId, CloudMessageReceiver receiver) {
        DeviceQueue queue = queues.get(deviceId);
        if (queue != null && queue.isReceiver(receiver)) {
            queue.changeReceiver(null);
            deliver(deviceId, queue);
        }
    }

    /**
     * Takes a message out of the queue for good: the device has dealt with it.
     *
     * @throws HubException with {@link HubError#DEVICE_MESSAGE_LOCK_LOST} when the lock is no longer held
     */
    public void complete(String deviceId, String lockToken) {
        end(deviceId, lockToken, MessageOutcome.SUCCESS);
    }

    /**
     * Takes a message out of the queue for good: the device does not want it.
     *
     * @throws HubException as for {@link #complete}
     */
    public void reject(String deviceId, String lockToken) {
        end(deviceId, lockToken, MessageOutcome.REJECTED);
    }

    /**
     * Puts a message back in its place in the queue, to be handed out again; after the tenth time it is thrown away.
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

    /** {@return how many messages the device has not completed} */
    public synchronized int pending(String deviceId) {
        DeviceQueue queue = queues.get(deviceId);
        if (queue == null) {
            return 0;
        }
        dropExpired(deviceId, queue);
        return queue.size();
    }

    /** Throws all messages to a device away. {@return how many there were} */
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

    /** Does what is due by now: messages whose time is over, and locks held too long. The core calls it now and then. */
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

    /** Hands out what is free and may still be, and keeps the queue as it then is. */
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
