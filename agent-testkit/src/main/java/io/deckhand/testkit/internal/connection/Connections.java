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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The connected devices: at most one connection for each identity, over all protocols; a new one closes the old one.
 */
public final class Connections implements IdentityListener {
    private static final long EXPIRY_CHECK_MILLIS = 100;

    private final IdentityRegistry registry;
    private final Clock clock;
    private final ConnectionJournal journal;
    private final Map<String, DeviceConnection> live = new HashMap<>();
    private final Map<String, Instant> lastChange = new HashMap<>();
    private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();
    private long changes;

    /** Periodically looks for expired tokens; unlike timers, this follows a clock that a test moves. */
    public Connections(
            IdentityRegistry registry, Clock clock, ScheduledExecutorService timer, ConnectionJournal journal) {
        this.registry = registry;
        this.journal = journal;
        this.clock = clock;
        var unused = timer.scheduleWithFixedDelay(
                this::closeExpired, EXPIRY_CHECK_MILLIS, EXPIRY_CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Notifies a listener of all changes from now on. */
    public void addListener(ConnectionListener listener) {
        listeners.add(listener);
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
        // A later identity with the same id has never been connected.
        long number = forget(identity.id());
        if (number > 0) {
            listeners.forEach(listener -> listener.disconnected(identity.id(), number));
        }
    }

    /**
     * Registers an authorized connection. If its identity was disabled or deleted since the authorization, the
     * connection is closed, because that change could not find it here.
     */
    public void opened(DeviceConnection connection) {
        DeviceConnection before;
        long number;
        synchronized (this) {
            number = ++changes;
            before = live.put(connection.deviceId(), connection);
            lastChange.put(connection.deviceId(), clock.instant());
            notifyAll();
        }
        journal.connected(connection.protocol(), connection.deviceId(), connection.address());
        if (before == null) {
            listeners.forEach(listener -> listener.connected(connection.deviceId(), number));
        } else {
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

    /** {@return the number of this change if the identity was connected, otherwise 0} */
    private synchronized long forget(String id) {
        lastChange.remove(id);
        return live.remove(id) == null ? 0 : ++changes;
    }

    /** Unregisters a connection that has ended, unless it was replaced. */
    public void closed(DeviceConnection connection) {
        boolean disconnected;
        long number;
        synchronized (this) {
            number = ++changes;
            disconnected = live.remove(connection.deviceId(), connection);
            if (disconnected) {
                lastChange.put(connection.deviceId(), clock.instant());
            }
        }
        journal.disconnected(connection.protocol(), connection.deviceId(), connection.ending());
        if (disconnected) {
            listeners.forEach(listener -> listener.disconnected(connection.deviceId(), number));
        }
    }

    public synchronized Optional<DeviceConnection> find(String deviceId) {
        return Optional.ofNullable(live.get(deviceId));
    }

    public boolean isConnected(String deviceId) {
        return find(deviceId).isPresent();
    }

    /** {@return all connections} */
    public synchronized List<DeviceConnection> list() {
        return List.copyOf(live.values());
    }

    /** {@return when the device last connected or disconnected, if it did since the hub started} */
    public synchronized Optional<Instant> lastChange(String deviceId) {
        return Optional.ofNullable(lastChange.get(deviceId));
    }

    /** Waits until a device is connected, or the time is over. {@return whether it is connected} */
    public synchronized boolean await(String deviceId, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        long remaining = timeout.toNanos();
        while (!live.containsKey(deviceId) && remaining > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, remaining);
            remaining = deadline - System.nanoTime();
        }
        return live.containsKey(deviceId);
    }

    /** A device's modules are affected too. */
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
