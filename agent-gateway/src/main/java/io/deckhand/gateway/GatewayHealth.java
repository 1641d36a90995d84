package io.deckhand.gateway;

import io.deckhand.AgentHealth;
import io.deckhand.ConnectionState;
import io.deckhand.DeviceAgent;
import io.deckhand.FailureCause;
import io.deckhand.LossCause;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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
    private final Map<ConnectionState, Integer> byState = new EnumMap<>(ConnectionState.class);
    private final Map<FailureCause, Integer> byCause = new EnumMap<>(FailureCause.class);
    private final Map<LossCause, Long> lost = new EnumMap<>(LossCause.class);
    private long waiting;

    /**
     * One device.
     *
     * @param deviceId its id
     * @param health its agent's health
     * @since 0.1
     */
    public record Device(String deviceId, AgentHealth health) {}

    private GatewayHealth(List<Device> devices) {
        this.devices = devices;
        for (Device device : devices) {
            count(device.health());
        }
    }

    static GatewayHealth of(Collection<? extends DeviceAgent> agents) {
        List<Device> devices = new ArrayList<>(agents.size());
        for (DeviceAgent agent : agents) {
            devices.add(new Device(agent.deviceId(), agent.health()));
        }
        devices.sort(WORST_FIRST);
        return new GatewayHealth(Collections.unmodifiableList(devices));
    }

    private void count(AgentHealth health) {
        byState.merge(health.state(), 1, Integer::sum);
        if (health.state() != ConnectionState.CONNECTED) {
            health.lastCause().ifPresent(cause -> byCause.merge(cause, 1, Integer::sum));
        }
        waiting += health.telemetryWaiting();
        health.telemetryLost().forEach((cause, count) -> lost.merge(cause, count, Long::sum));
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

    /** {@return how many messages of all devices were given up, for each cause that occurred} */
    public Map<LossCause, Long> telemetryLost() {
        return Collections.unmodifiableMap(lost);
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
                + " messages waiting, lost " + lost;
    }
}
