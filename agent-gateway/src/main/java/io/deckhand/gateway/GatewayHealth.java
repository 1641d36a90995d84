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
 * How the devices of a gateway are: counts, and the devices themselves with the worst first. A picture of one moment; it does not change.
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
     * @param health how its agent is
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

    /** {@return how many devices there are in each state that occurs} */
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

    /** {@return of the devices that are not connected, how many last failed for each cause that occurs} */
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
     * {@return all devices, the worst first: those that are not connected, with the most failed attempts first, then those with the
     * most messages waiting}
     */
    public List<Device> devices() {
        return devices;
    }

    /** {@return the counts in a line} */
    @Override
    public String toString() {
        return devices.size() + " devices " + byState + ", causes " + byCause + ", " + waiting
                + " messages waiting, lost " + lost;
    }
}
