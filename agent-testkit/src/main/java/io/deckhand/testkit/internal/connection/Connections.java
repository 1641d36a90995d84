package io.deckhand.testkit.internal.connection;

import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.identity.IdentityListener;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.journal.ConnectionJournal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Who is connected: at most one live connection per identity, over all protocols; a newcomer closes the old one. */
public final class Connections implements IdentityListener {
    private static final long EXPIRY_CHECK_MILLIS = 100;

    private final IdentityRegistry registry;
    private final Clock clock;
    private final ConnectionJournal journal;
    private final Map<String, DeviceConnection> live = new HashMap<>();
    private final Map<String, Instant> lastChange = new HashMap<>();

    /** Looks now and then for tokens that ended: that follows any clock, also one that a test moves. */
    public Connections(
            IdentityRegistry registry, Clock clock, ScheduledExecutorService timer, ConnectionJournal journal) {
        this.registry = registry;
        this.journal = journal;
        this.clock = clock;
        var unused = timer.scheduleWithFixedDelay(
                this::closeExpired, EXPIRY_CHECK_MILLIS, EXPIRY_CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void updated(DeviceIdentity identity) {
        if (!identity.enabled()) {
            closeAll(identity);
        }
    }

    @Override
    public void deleted(DeviceIdentity identity) {
        closeAll(identity);
        // Who is called like it later has never been connected.
        forget(identity.id());
    }

    /**
     * Takes in a connection that was authorized. If its identity was disabled or deleted since, the connection is closed: who
     * did it did not find it here.
     */
    public void opened(DeviceConnection connection) {
        DeviceConnection before;
        synchronized (this) {
            before = live.put(connection.deviceId(), connection);
            lastChange.put(connection.deviceId(), clock.instant());
            notifyAll();
        }
        journal.connected(connection.protocol(), connection.deviceId(), connection.address());
        if (before != null) {
            before.close(CloseReason.REPLACED);
        }
        if (!mayConnect(connection.deviceId())) {
            connection.close(CloseReason.IDENTITY_CHANGED);
        }
    }

    private boolean mayConnect(String id) {
        return registry.find(id)
                .flatMap(identity -> registry.find(identity.deviceId()))
                .filter(DeviceIdentity::enabled)
                .isPresent();
    }

    private synchronized void forget(String id) {
        live.remove(id);
        lastChange.remove(id);
    }

    /** Forgets a connection that ended; one that was replaced is forgotten already. */
    public void closed(DeviceConnection connection) {
        synchronized (this) {
            if (live.remove(connection.deviceId(), connection)) {
                lastChange.put(connection.deviceId(), clock.instant());
            }
        }
        journal.disconnected(connection.protocol(), connection.deviceId(), connection.ending());
    }

    public synchronized Optional<DeviceConnection> find(String deviceId) {
        return Optional.ofNullable(live.get(deviceId));
    }

    public boolean isConnected(String deviceId) {
        return find(deviceId).isPresent();
    }

    /** {@return all live connections} */
    public synchronized List<DeviceConnection> list() {
        return List.copyOf(live.values());
    }

    /** {@return when the device last connected or disconnected, since the hub started} */
    public synchronized Optional<Instant> lastChange(String deviceId) {
        return Optional.ofNullable(lastChange.get(deviceId));
    }

    /** Waits for a device to be connected. {@return whether it is, at the latest after this time} */
    public synchronized boolean await(String deviceId, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        long remaining = timeout.toNanos();
        while (!live.containsKey(deviceId) && remaining > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, remaining);
            remaining = deadline - System.nanoTime();
        }
        return live.containsKey(deviceId);
    }

    /** With a device go its modules. */
    private void closeAll(DeviceIdentity identity) {
        boolean isDevice = identity.moduleId() == null;
        list().stream()
                .filter(connection -> connection.deviceId().equals(identity.id())
                        || (isDevice && IdentityIds.belongsTo(connection.deviceId(), identity.deviceId())))
                .forEach(connection -> connection.close(CloseReason.IDENTITY_CHANGED));
    }

    private void closeExpired() {
        Instant now = clock.instant();
        list().stream()
                .filter(connection -> !connection.authorizedUntil().isAfter(now))
                .forEach(connection -> connection.close(CloseReason.TOKEN_EXPIRED));
    }
}
