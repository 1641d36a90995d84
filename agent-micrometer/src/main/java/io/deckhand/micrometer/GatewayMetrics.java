package io.deckhand.micrometer;

import static java.util.Objects.requireNonNull;

import io.deckhand.ConnectionState;
import io.deckhand.FailureCause;
import io.deckhand.LossCause;
import io.deckhand.MethodRegistry;
import io.deckhand.gateway.Gateway;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The metrics of a gateway: for all its devices together, since series for each of thousands of devices would overload
 * most monitoring systems. {@link DeckhandMetrics} provides metrics of single devices.
 *
 * <pre>{@code
 * new GatewayMetrics(gateway).bindTo(registry);
 * }</pre>
 *
 * <p>All meters are called {@code deckhand.gateway.*}; {@code docs/observability.md} lists them. The devices are read at
 * most once a second, when the registry is read; counters include devices that were removed. Calls of direct methods are
 * timed as they are answered.
 *
 * <p>Safe for use by several threads.
 *
 * @since 0.1
 */
public final class GatewayMetrics implements MeterBinder, AutoCloseable {
    private final Gateway gateway;
    private final Tags tags;
    private final GatewayReading reading;
    private final List<Runnable> undo = new CopyOnWriteArrayList<>();

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
        this.gateway = requireNonNull(gateway, "gateway");
        this.tags = Tags.of(tags);
        this.reading = new GatewayReading(gateway::health, System::nanoTime);
    }

    /**
     * Adds the meters to a registry. May be called for several.
     *
     * @param registry the registry
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        Meters<GatewayReading> meters = new Meters<>(registry, reading, tags);
        connections(meters);
        telemetry(meters);
        rest(meters);
        MethodRegistry.Registration listening =
                gateway.onAnswered((device, call) -> meters.call("deckhand.gateway.method.calls", call));
        undo.add(() -> {
            listening.close();
            meters.remove();
        });
    }

    private static void connections(Meters<GatewayReading> meters) {
        for (ConnectionState state : ConnectionState.values()) {
            meters.gauge(
                    "deckhand.gateway.devices",
                    "Devices by the state of their connection",
                    Tags.of("state", DeckhandMetrics.tag(state)),
                    now -> now.health().count(state));
        }
        meters.counter(
                "deckhand.gateway.connections",
                "Connections made",
                Tags.empty(),
                now -> now.health().connects());
        for (FailureCause cause : FailureCause.values()) {
            Tags byCause = Tags.of("cause", DeckhandMetrics.tag(cause));
            meters.gauge(
                    "deckhand.gateway.devices.failing",
                    "Devices that are not connected, by the cause of the last failure",
                    byCause,
                    now -> now.health().byCause().getOrDefault(cause, 0));
            meters.counter(
                    "deckhand.gateway.connection.failures",
                    "Attempts to connect that failed, and connections that were lost, by cause",
                    byCause,
                    now -> now.health().failures().getOrDefault(cause, 0L));
        }
    }

    private static void telemetry(Meters<GatewayReading> meters) {
        meters.gauge(
                "deckhand.gateway.telemetry.waiting",
                "Messages of all devices that the hub has not acknowledged",
                Tags.empty(),
                now -> now.health().telemetryWaiting());
        meters.bytes(
                "deckhand.gateway.telemetry.waiting.size",
                "Size of the messages that the hub has not acknowledged",
                now -> now.health().telemetryWaitingBytes());
        meters.counter(
                "deckhand.gateway.telemetry.sent",
                "Messages accepted",
                Tags.empty(),
                now -> now.health().telemetrySent());
        meters.counter(
                "deckhand.gateway.telemetry.acknowledged",
                "Messages that the hub has acknowledged",
                Tags.empty(),
                now -> now.health().telemetryAcknowledged());
        for (LossCause cause : LossCause.values()) {
            meters.counter(
                    "deckhand.gateway.telemetry.lost",
                    "Accepted messages that were given up, by cause",
                    Tags.of("cause", DeckhandMetrics.tag(cause)),
                    now -> now.health().telemetryLost().getOrDefault(cause, 0L));
        }
    }

    private static void rest(Meters<GatewayReading> meters) {
        meters.gauge(
                "deckhand.gateway.reported.waiting",
                "Reported properties of all devices that the hub has not accepted",
                Tags.empty(),
                now -> now.health().reportedWaiting());
        meters.counter(
                "deckhand.gateway.method.late",
                "Results of direct methods that came too late and were dropped",
                Tags.empty(),
                now -> now.health().lateResults());
        meters.seconds(
                "deckhand.gateway.credential.remaining",
                "Time until the first certificate or token of a device ends; NaN if nothing ends",
                now -> Meters.remaining(now.health().credentialValidUntil()));
        meters.bytes(
                "deckhand.gateway.store.size",
                "Size of the files of all stores",
                now -> now.health().storeBytes());
    }

    /** Removes the meters from the registries, except the timers of calls, which keep their counts. */
    @Override
    public void close() {
        undo.forEach(Runnable::run);
        undo.clear();
    }
}
