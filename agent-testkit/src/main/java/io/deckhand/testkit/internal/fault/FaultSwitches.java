package io.deckhand.testkit.internal.fault;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The active faults of a hub, and the connection attempts it counts. Restarts of the hub do not reset them. */
public final class FaultSwitches {
    private static final String EVERYBODY = "";

    /** Clients can send any ids, so the least recently used ones are removed. */
    private static final int MOST_COUNTED = 20_000;

    private final PacketFaults packets = new PacketFaults();
    private final Map<String, Integer> connects = Collections.synchronizedMap(new LatestOnly<>(MOST_COUNTED));
    private final Map<String, Temporary<Integer>> refusedConnections = new ConcurrentHashMap<>();
    private final Map<String, Temporary<HubError>> refusedRequests = new ConcurrentHashMap<>();
    private volatile Duration handshakeDelay = Duration.ZERO;
    private volatile boolean unanswered;
    private volatile boolean untrusted;
    private final AtomicInteger uploadsToCut = new AtomicInteger();
    private volatile Consumer<Boolean> restarter = newAuthority -> {};

    /** A setting that is valid until a point of {@link System#nanoTime()}. */
    private record Temporary<T>(T value, long endNanos) {
        static <T> Temporary<T> lasting(T value, Duration duration) {
            return new Temporary<>(value, System.nanoTime() + duration.toNanos());
        }

        boolean isOver() {
            return System.nanoTime() - endNanos >= 0;
        }
    }

    /** A map of the most recently used entries. */
    private static final class LatestOnly<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        private final int most;

        private LatestOnly(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }

    /** Longer than the life of any hub. */
    public static final Duration FOR_EVER = Duration.ofDays(365);

    public PacketFaults packets() {
        return packets;
    }

    public void connectSeen(String deviceId) {
        connects.merge(deviceId, 1, Integer::sum);
    }

    public int connects(String deviceId) {
        return connects.getOrDefault(deviceId, 0);
    }

    /** {@return the CONNACK code with which to refuse the device's connections, if any} */
    public OptionalInt refusal(String deviceId) {
        Integer code = current(refusedConnections, deviceId);
        return code == null ? OptionalInt.empty() : OptionalInt.of(code);
    }

    /** Refuses the connections of a device, or of all devices if null, for a time. */
    public void refuseConnections(@Nullable String deviceId, int connackCode, Duration duration) {
        refusedConnections.put(key(deviceId), Temporary.lasting(connackCode, duration));
    }

    public void acceptConnections() {
        refusedConnections.clear();
    }

    /**
     * Throws if a fault refuses a request of a device or back end.
     *
     * @param deviceId the device that sends or is named in the request, null for none
     * @throws HubException with the error of the fault
     */
    public void checkRequest(@Nullable String deviceId) {
        HubError error = current(refusedRequests, key(deviceId));
        if (error != null) {
            throw new HubException(error, "Requests are refused on purpose.");
        }
    }

    /** Refuses the requests of and about a device, or all requests if null, for a time. */
    public void refuseRequests(@Nullable String deviceId, HubError error, Duration duration) {
        refusedRequests.put(key(deviceId), Temporary.lasting(error, duration));
    }

    public void acceptRequests() {
        refusedRequests.clear();
    }

    /** {@return the delay of the hub's side of TLS handshakes} */
    public Duration handshakeDelay() {
        return handshakeDelay;
    }

    public void delayHandshakes(Duration delay) {
        handshakeDelay = delay;
    }

    /** {@return whether new connections are left unanswered} */
    public boolean leavesUnanswered() {
        return unanswered;
    }

    public void leaveUnanswered(boolean value) {
        unanswered = value;
    }

    /** {@return whether new connections are presented a certificate that nobody trusts} */
    public boolean presentsUntrusted() {
        return untrusted;
    }

    public void presentUntrusted(boolean value) {
        untrusted = value;
    }

    /** Cuts the connections of so many requests with parts of files, in the midst of each. */
    public void cutUploads(int times) {
        uploadsToCut.set(times);
    }

    /** {@return whether a request that begins now is to be cut} */
    public boolean cutsUpload() {
        return uploadsToCut.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    /** Sets the function that restarts the hub for callers on the hub's own threads. */
    public void restartsWith(Consumer<Boolean> newRestarter) {
        restarter = newRestarter;
    }

    /** Restarts the hub asynchronously. */
    public void restart(boolean newAuthority) {
        restarter.accept(newAuthority);
    }

    /** {@return the active faults, for display} */
    public List<FaultInForce> inForce() {
        List<FaultInForce> found = new ArrayList<>();
        refusedConnections.forEach((device, refusal) -> {
            if (!refusal.isOver()) {
                found.add(FaultInForce.of("refuse-connections", name(device)).with("code", refusal.value()));
            }
        });
        refusedRequests.forEach((device, refusal) -> {
            if (!refusal.isOver()) {
                found.add(FaultInForce.of("refuse-requests", name(device))
                        .with("code", refusal.value().code()));
            }
        });
        if (!handshakeDelay.isZero()) {
            found.add(FaultInForce.of("slow-handshakes", null).with("delayMillis", handshakeDelay.toMillis()));
        }
        if (unanswered) {
            found.add(FaultInForce.of("unanswered", null));
        }
        if (untrusted) {
            found.add(FaultInForce.of("untrusted", null));
        }
        if (uploadsToCut.get() > 0) {
            found.add(FaultInForce.of("cut-uploads", null).with("times", uploadsToCut.get()));
        }
        found.addAll(packets.inForce());
        return found;
    }

    private static @Nullable String name(String key) {
        return key.equals(EVERYBODY) ? null : key;
    }

    /** Ends all active faults. */
    public void clear() {
        packets.clear();
        acceptConnections();
        acceptRequests();
        delayHandshakes(Duration.ZERO);
        leaveUnanswered(false);
        cutUploads(0);
        presentUntrusted(false);
    }

    private static String key(@Nullable String deviceId) {
        return deviceId == null ? EVERYBODY : deviceId;
    }

    private static <T> @Nullable T current(Map<String, Temporary<T>> switches, String deviceId) {
        Temporary<T> own = switches.get(deviceId);
        Temporary<T> found = own == null || own.isOver() ? switches.get(EVERYBODY) : own;
        return found == null || found.isOver() ? null : found.value();
    }
}
