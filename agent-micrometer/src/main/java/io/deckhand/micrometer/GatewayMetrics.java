package io.deckhand.micrometer;

import static java.util.Objects.requireNonNull;

import io.deckhand.ConnectionState;
import io.deckhand.FailureCause;
import io.deckhand.LossCause;
import io.deckhand.gateway.Gateway;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The metrics of a gateway: for all its devices together, since series for each of thousands of devices would overload
 * most monitoring systems. {@link DeckhandMetrics} provides metrics of single devices, and {@link DeckhandObservations}
 * times the calls of all.
 *
 * <pre>{@code
 * new GatewayMetrics(gateway).bindTo(registry);
 * }</pre>
 *
 * <p>The devices are read at most once a second, when the registry is read. Losses of a device between the last reading
 * and its removal are not counted. Safe for use by several threads.
 *
 * @since 0.1
 */
public final class GatewayMetrics implements MeterBinder, AutoCloseable {
    private final Tags tags;
    private final GatewayTally tally;
    private final List<Meters<GatewayTally>> bound = new CopyOnWriteArrayList<>();

    /**
     * Creates the metrics of a gateway.
     *
     * @param gateway the gateway
     */
    public GatewayMetrics(Gateway gateway) {
        this(gateway, List.of());
    }

    /**
     * Creates the metrics of a gateway, with tags.
     *
     * @param gateway the gateway
     * @param tags tags of all meters, for instance to distinguish several gateways
     */
    public GatewayMetrics(Gateway gateway, Iterable<Tag> tags) {
        requireNonNull(gateway, "gateway");
        this.tags = Tags.of(tags);
        this.tally = new GatewayTally(gateway::health, System::nanoTime);
    }

    /**
     * Adds the meters to a registry. May be called for several.
     *
     * @param registry the registry
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        Meters<GatewayTally> meters = new Meters<>(registry, tally, tags);
        for (ConnectionState state : ConnectionState.values()) {
            meters.gauge(
                    "deckhand.gateway.devices",
                    "Devices by the state of their connection",
                    Tags.of("state", DeckhandMetrics.tag(state)),
                    now -> now.health().count(state));
        }
        for (FailureCause cause : FailureCause.values()) {
            meters.gauge(
                    "deckhand.gateway.devices.failing",
                    "Devices that are not connected, by the cause of the last failure",
                    Tags.of("cause", DeckhandMetrics.tag(cause)),
                    now -> now.health().byCause().getOrDefault(cause, 0));
        }
        meters.gauge(
                "deckhand.gateway.telemetry.waiting",
                "Messages of all devices that the hub has not acknowledged",
                Tags.empty(),
                now -> now.health().telemetryWaiting());
        meters.counter("deckhand.gateway.telemetry.sent", "Messages accepted", Tags.empty(), GatewayTally::sent);
        meters.counter(
                "deckhand.gateway.telemetry.acknowledged",
                "Messages that the hub has acknowledged",
                Tags.empty(),
                GatewayTally::acknowledged);
        for (LossCause cause : LossCause.values()) {
            meters.counter(
                    "deckhand.gateway.telemetry.lost",
                    "Accepted messages that were given up, by cause",
                    Tags.of("cause", DeckhandMetrics.tag(cause)),
                    now -> now.lost(cause));
        }
        bound.add(meters);
    }

    /** Removes the meters from the registries. */
    @Override
    public void close() {
        bound.forEach(Meters::remove);
        bound.clear();
    }
}
