package io.deckhand.testkit.internal.c2d;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
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
import java.util.Map;

/**
 * Cloud-to-device messages: kept until the device completes them or their time is over.
 *
 * <p>A message handed out is locked by its receiver until that one completes it or goes; then the next receiver gets it
 * again. Expired messages leave the queue when it is next looked at, never while locked.
 */
public final class CloudToDeviceQueues implements IdentityListener {
    private static final int MAX_PENDING = 50;
    private static final int MAX_SIZE = 64 * 1024;
    private static final Duration MAX_TIME_TO_LIVE = Duration.ofDays(2);

    private final IdentityRegistry registry;
    private final StateStore store;
    private final HubRandom random;
    private final Clock clock;
    private final Map<String, DeviceQueue> queues = new HashMap<>();

    public CloudToDeviceQueues(IdentityRegistry registry, StateStore store, HubRandom random, Clock clock) {
        this.registry = registry;
        this.store = store;
        this.random = random;
        this.clock = clock;
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
    public void enqueue(String deviceId, CloudMessage message, Duration timeToLive) {
        registry.get(deviceId);
        check(message, timeToLive);
        synchronized (this) {
            Instant now = clock.instant();
            DeviceQueue queue = queue(deviceId);
            queue.dropExpired(now);
            if (queue.size() >= MAX_PENDING) {
                throw new HubException(
                        HubError.DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED,
                        MAX_PENDING + " messages wait for device '" + deviceId
                                + "' already. Let it complete some first, or purge its queue.");
            }
            queue.add(message, now, now.plus(timeToLive));
            deliver(deviceId, queue);
        }
    }

    /** Lets a device take messages from now on: first all that wait, in order, then each new one. */
    public synchronized void attach(String deviceId, CloudMessageReceiver receiver) {
        DeviceQueue queue = queue(deviceId);
        queue.changeReceiver(receiver);
        queue.dropExpired(clock.instant());
        deliver(deviceId, queue);
    }

    /** Ends a receiver's taking messages; what it did not complete waits for the next one. */
    public synchronized void detach(String deviceId, CloudMessageReceiver receiver) {
        DeviceQueue queue = queues.get(deviceId);
        if (queue != null && queue.isReceiver(receiver)) {
            queue.changeReceiver(null);
        }
    }

    /**
     * Takes a message out of the queue for good.
     *
     * @throws HubException with {@link HubError#DEVICE_MESSAGE_LOCK_LOST} when the lock is no longer held
     */
    public synchronized void complete(String deviceId, String lockToken) {
        DeviceQueue queue = queues.get(deviceId);
        if (queue == null || !queue.complete(lockToken)) {
            throw new HubException(
                    HubError.DEVICE_MESSAGE_LOCK_LOST, "The lock on the message to '" + deviceId + "' is lost.");
        }
        store.save(Shelf.CLOUD_TO_DEVICE, deviceId, queue.toDocument());
    }

    /** {@return how many messages the device has not completed} */
    public synchronized int pending(String deviceId) {
        DeviceQueue queue = queues.get(deviceId);
        if (queue == null) {
            return 0;
        }
        queue.dropExpired(clock.instant());
        return queue.size();
    }

    /** Throws all messages to a device away. {@return how many there were} */
    public int purge(String deviceId) {
        registry.get(deviceId);
        synchronized (this) {
            DeviceQueue queue = queue(deviceId);
            int purged = queue.purge();
            store.save(Shelf.CLOUD_TO_DEVICE, deviceId, queue.toDocument());
            return purged;
        }
    }

    private DeviceQueue queue(String deviceId) {
        return queues.computeIfAbsent(deviceId, id -> new DeviceQueue());
    }

    private void deliver(String deviceId, DeviceQueue queue) {
        queue.deliver(random::id);
        store.save(Shelf.CLOUD_TO_DEVICE, deviceId, queue.toDocument());
    }

    private static void check(CloudMessage message, Duration timeToLive) {
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

    private static long sizeOf(CloudMessage message) {
        long size = message.body().length;
        for (Map.Entry<String, String> property : message.properties().entrySet()) {
            size += utf8Length(property.getKey()) + utf8Length(property.getValue());
        }
        return size;
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
