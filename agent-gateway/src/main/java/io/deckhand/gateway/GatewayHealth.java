package io.deckhand.gateway;

import io.deckhand.AgentHealth;
import io.deckhand.ConnectionState;
import io.deckhand.DeviceAgent;
import io.deckhand.FailureCause;
import io.deckhand.LossCause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The health of a gateway's devices: counts, and the devices themselves, the worst first. An immutable snapshot.
 *
 * @since 0.1
 */
public final class GatewayHealth {
    private static final Comparator<Device> WORST_FIRST = Comparator.comparing(
                    (Device device) -> device.health().state() == ConnectionState.CONNECTED)
            .thenComparing(device -> device.health().failedAttempts(), Comparator.reverseOrder())
            .thenComparing(device -> device.health().telemetryWaiting(), Comparator.reverseOrder())
            .thenComparing(device -> device.health().since());

    private final List<Device> devices;
    private final Counts counts;
    private final Map<ConnectionState, Integer> byState = new EnumMap<>(ConnectionState.class);
    private final Map<FailureCause, Integer> byCause = new EnumMap<>(FailureCause.class);
    private long waiting;
    private long waitingBytes;
    private long reportedWaiting;
    private long storeBytes;
    private @Nullable Instant credentialValidUntil;

    /**
     * One device.
     *
     * @param deviceId its id
     * @param health its agent's health
     * @since 0.1
     */
    public record Device(String deviceId, AgentHealth health) {}

    private GatewayHealth(List<Device> devices, Counts counts) {
        this.devices = devices;
        this.counts = counts;
        for (Device device : devices) {
            add(device.health());
        }
    }

    /** {@code removed} are the counts of agents that are not there any more. */
    static GatewayHealth of(Collection<? extends DeviceAgent> agents, Counts removed) {
        List<Device> devices = new ArrayList<>(agents.size());
        Counts counts = removed.copy();
        for (DeviceAgent agent : agents) {
            AgentHealth health = agent.health();
            devices.add(new Device(agent.deviceId(), health));
            counts.add(health);
        }
        devices.sort(WORST_FIRST);
        return new GatewayHealth(Collections.unmodifiableList(devices), counts);
    }

    private void add(AgentHealth health) {
        byState.merge(health.state(), 1, Integer::sum);
        if (health.state() != ConnectionState.CONNECTED) {
            health.lastCause().ifPresent(cause -> byCause.merge(cause, 1, Integer::sum));
        }
        waiting += health.telemetryWaiting();
        waitingBytes += health.telemetryWaitingBytes();
        reportedWaiting += health.reportedWaiting();
        health.store().ifPresent(store -> storeBytes += store.bytes());
        health.credentialValidUntil().ifPresent(this::expires);
    }

    private void expires(Instant end) {
        Instant earliest = credentialValidUntil;
        credentialValidUntil = earliest == null || end.isBefore(earliest) ? end : earliest;
    }

    /** {@return the number of devices in each state that occurs} */
    public Map<ConnectionState, Integer> byState() {
        return Collections.unmodifiableMap(byState);
    }

    /**
     * {@return how many devices are in a state, 0 or more}
     *
     * @param state the state
     */
    public int count(ConnectionState state) {
        return byState.getOrDefault(state, 0);
    }

    /** {@return the number of disconnected devices by the cause of their last failure, for each cause that occurs} */
    public Map<FailureCause, Integer> byCause() {
        return Collections.unmodifiableMap(byCause);
    }

    /** {@return how many messages of all devices the hub has not acknowledged} */
    public long telemetryWaiting() {
        return waiting;
    }

    /** {@return how many bytes of bodies and properties wait, of the messages that the hub has not acknowledged} */
    public long telemetryWaitingBytes() {
        return waitingBytes;
    }

    /** {@return how many reported properties of all devices the hub has not accepted} */
    public long reportedWaiting() {
        return reportedWaiting;
    }

    /** {@return the size of the files of all stores, in bytes; 0 without stores} */
    public long storeBytes() {
        return storeBytes;
    }

    /**
     * {@return when the first credential of a device expires: a certificate, or a SAS token that is not renewed} Empty
     * if none expires, or none is known yet.
     */
    public Optional<Instant> credentialValidUntil() {
        return Optional.ofNullable(credentialValidUntil);
    }

    /** {@return how many connections were made since the gateway was built, also of devices that were removed} */
    public long connects() {
        return counts.connects;
    }

    /**
     * {@return how many attempts to connect failed and how many connections were lost since the gateway was built, also
     * of devices that were removed, for each cause that occurred}
     */
    public Map<FailureCause, Long> failures() {
        return Collections.unmodifiableMap(counts.failures);
    }

    /** {@return how many messages were accepted since the gateway was built, also of devices that were removed} */
    public long telemetrySent() {
        return counts.sent;
    }

    /**
     * {@return how many messages the hub has acknowledged since the gateway was built, also of devices that were removed}
     */
    public long telemetryAcknowledged() {
        return counts.acknowledged;
    }

    /**
     * {@return how many messages were given up since the gateway was built, also of devices that were removed, for each
     * cause that occurred}
     */
    public Map<LossCause, Long> telemetryLost() {
        return Collections.unmodifiableMap(counts.lost);
    }

    /**
     * {@return how many results of direct methods came too late and were dropped since the gateway was built, also of
     * devices that were removed}
     */
    public long lateResults() {
        return counts.lateResults;
    }

    /**
     * {@return all devices, the worst first: disconnected devices by the number of failed attempts, then connected
     * devices by the number of waiting messages}
     */
    public List<Device> devices() {
        return devices;
    }

    /** {@return the counts in one line} */
    @Override
    public String toString() {
        return devices.size() + " devices " + byState + ", causes " + byCause + ", " + waiting
                + " messages waiting, lost " + counts.lost;
    }

    /** What only ever grows. Not thread-safe. */
    static final class Counts {
        private final Map<FailureCause, Long> failures = new EnumMap<>(FailureCause.class);
        private final Map<LossCause, Long> lost = new EnumMap<>(LossCause.class);
        private long connects;
        private long sent;
        private long acknowledged;
        private long lateResults;

        void add(AgentHealth health) {
            connects += health.connects();
            sent += health.telemetrySent();
            acknowledged += health.telemetryAcknowledged();
            lateResults += health.lateResults();
            health.failures().forEach((cause, count) -> failures.merge(cause, count, Long::sum));
            health.telemetryLost().forEach((cause, count) -> lost.merge(cause, count, Long::sum));
        }

        Counts copy() {
            Counts copy = new Counts();
            copy.connects = connects;
            copy.sent = sent;
            copy.acknowledged = acknowledged;
            copy.lateResults = lateResults;
            copy.failures.putAll(failures);
            copy.lost.putAll(lost);
            return copy;
        }
    }
}
