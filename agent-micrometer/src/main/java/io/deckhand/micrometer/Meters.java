package io.deckhand.micrometer;

import io.deckhand.AnsweredCall;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Registers meters of one subject, and removes them again. */
final class Meters<T> {
    private final MeterRegistry registry;
    private final T subject;
    private final Tags tags;
    private final List<Meter> registered = new CopyOnWriteArrayList<>();

    Meters(MeterRegistry registry, T subject, Tags tags) {
        this.registry = registry;
        this.subject = subject;
        this.tags = tags;
    }

    void gauge(String name, String description, Tags more, ToDoubleFunction<T> value) {
        registered.add(Gauge.builder(name, () -> value.applyAsDouble(subject))
                .description(description)
                .tags(tags.and(more))
                .register(registry));
    }

    void bytes(String name, String description, ToDoubleFunction<T> value) {
        registered.add(Gauge.builder(name, () -> value.applyAsDouble(subject))
                .description(description)
                .baseUnit(BaseUnits.BYTES)
                .tags(tags)
                .register(registry));
    }

    void seconds(String name, String description, ToDoubleFunction<T> value) {
        registered.add(TimeGauge.builder(name, () -> value.applyAsDouble(subject), TimeUnit.SECONDS)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    /** The registry's owner must hold the subject, as counters refer to it weakly. */
    void counter(String name, String description, Tags more, ToDoubleFunction<T> value) {
        registered.add(FunctionCounter.builder(name, subject, value)
                .description(description)
                .tags(tags.and(more))
                .register(registry));
    }

    /** Unknown methods share one name, so that callers cannot create time series. */
    void call(String name, AnsweredCall call) {
        Timer.builder(name)
                .description("Calls of direct methods, from their arrival to their answer")
                .tags(tags.and(
                        "method", call.known() ? call.method() : "unknown", "status", String.valueOf(call.status())))
                .register(registry)
                .record(call.took());
    }

    /** {@return the time until something ends, in seconds; NaN if nothing does} */
    static double remaining(Optional<Instant> end) {
        return end.map(at -> Duration.between(Instant.now(), at).toMillis() / 1000.0)
                .orElse(Double.NaN);
    }

    /** Removes all meters, except the timers of calls, which keep their counts. */
    void remove() {
        registered.forEach(registry::remove);
        registered.clear();
    }
}
