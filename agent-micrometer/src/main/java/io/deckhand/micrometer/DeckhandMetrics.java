package io.deckhand.micrometer;

import static java.util.Objects.requireNonNull;

import io.deckhand.ConnectionState;
import io.deckhand.DeviceAgent;
import io.deckhand.FailureCause;
import io.deckhand.LossCause;
import io.deckhand.MethodRegistry;
import io.deckhand.StoreHealth;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The metrics of one agent.
 *
 * <pre>{@code
 * DeckhandMetrics metrics = new DeckhandMetrics(agent).bindTo(registry);
 * }</pre>
 *
 * <p>All meters are called {@code deckhand.*} and tagged with {@code device}; {@code docs/observability.md} lists them.
 * Figures are read when the registry is, from {@link DeviceAgent#health()}; calls of direct methods are timed as they
 * are answered. For percentiles, configure a histogram for {@code deckhand.method.calls} with a {@code MeterFilter} of
 * the registry.
 *
 * <p>Safe for use by several threads.
 *
 * @since 0.1
 */
public final class DeckhandMetrics implements MeterBinder, AutoCloseable {
    private final DeviceAgent agent;
    private final Tags tags;
    private final List<Runnable> undo = new CopyOnWriteArrayList<>();

    /**
     * Creates the metrics of an agent, with its id as the tag {@code device}.
     *
     * @param agent the agent, started or not
     */
    public DeckhandMetrics(DeviceAgent agent) {
        this(agent, List.of());
    }

    /**
     * Creates the metrics of an agent, with further tags in addition to {@code device}.
     *
     * @param agent the agent, started or not
     * @param tags further tags of all meters
     */
    public DeckhandMetrics(DeviceAgent agent, Iterable<Tag> tags) {
        this.agent = requireNonNull(agent, "agent");
        this.tags = Tags.of("device", agent.deviceId()).and(tags);
    }

    /**
     * Adds the meters to a registry. May be called for several.
     *
     * @param registry the registry
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        Meters<DeviceAgent> meters = new Meters<>(registry, agent, tags);
        connection(meters);
        telemetry(meters);
        rest(meters);
        MethodRegistry.Registration listening =
                agent.methods().onAnswered(call -> meters.call("deckhand.method.calls", call));
        undo.add(() -> {
            listening.close();
            meters.remove();
        });
    }

    private static void connection(Meters<DeviceAgent> meters) {
        for (ConnectionState state : ConnectionState.values()) {
            meters.gauge(
                    "deckhand.connection.state",
                    "1 for the state in which the connection is, 0 for the others",
                    Tags.of("state", tag(state)),
                    agent -> agent.state() == state ? 1 : 0);
        }
        meters.counter(
                "deckhand.connections",
                "Connections made",
                Tags.empty(),
                agent -> agent.health().connects());
        for (FailureCause cause : FailureCause.values()) {
            meters.counter(
                    "deckhand.connection.failures",
                    "Attempts to connect that failed, and connections that were lost, by cause",
                    Tags.of("cause", tag(cause)),
                    agent -> agent.health().failures().getOrDefault(cause, 0L));
        }
        meters.gauge(
                "deckhand.connection.failed.attempts",
                "Connections in a row that failed",
                Tags.empty(),
                agent -> agent.health().failedAttempts());
    }

    private static void telemetry(Meters<DeviceAgent> meters) {
        meters.counter(
                "deckhand.telemetry.sent",
                "Messages accepted",
                Tags.empty(),
                agent -> agent.health().telemetrySent());
        meters.counter(
                "deckhand.telemetry.acknowledged",
                "Messages that the hub has acknowledged",
                Tags.empty(),
                agent -> agent.health().telemetryAcknowledged());
        for (LossCause cause : LossCause.values()) {
            meters.counter(
                    "deckhand.telemetry.lost",
                    "Accepted messages that were given up, by cause",
                    Tags.of("cause", tag(cause)),
                    agent -> agent.health().telemetryLost().getOrDefault(cause, 0L));
        }
        meters.gauge(
                "deckhand.telemetry.waiting",
                "Messages that the hub has not acknowledged",
                Tags.empty(),
                agent -> agent.health().telemetryWaiting());
        meters.bytes(
                "deckhand.telemetry.waiting.size",
                "Size of the messages that the hub has not acknowledged",
                agent -> agent.health().telemetryWaitingBytes());
    }

    private static void rest(Meters<DeviceAgent> meters) {
        meters.gauge(
                "deckhand.reported.waiting",
                "Reported properties that the hub has not accepted",
                Tags.empty(),
                agent -> agent.health().reportedWaiting());
        meters.counter(
                "deckhand.method.late",
                "Results of direct methods that came too late and were dropped",
                Tags.empty(),
                agent -> agent.health().lateResults());
        meters.seconds(
                "deckhand.credential.remaining",
                "Time until the device's certificate or token ends; NaN if nothing ends",
                agent -> Meters.remaining(agent.health().credentialValidUntil()));
        meters.bytes(
                "deckhand.store.size",
                "Size of the store's files; NaN without a store",
                agent -> agent.health()
                        .store()
                        .map(StoreHealth::bytes)
                        .map(Long::doubleValue)
                        .orElse(Double.NaN));
    }

    /** {@return a constant as the value of a tag} */
    static String tag(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Removes the meters from the registries, except the timers of calls, which keep their counts. */
    @Override
    public void close() {
        undo.forEach(Runnable::run);
        undo.clear();
    }
}
