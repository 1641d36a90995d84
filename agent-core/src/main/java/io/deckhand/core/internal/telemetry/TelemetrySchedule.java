package io.deckhand.core.internal.telemetry;

import static java.util.Objects.requireNonNull;

import io.deckhand.DeviceAgent;
import io.deckhand.TelemetrySources;
import io.deckhand.core.internal.handler.Durations;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.threads.AgentThreads;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All telemetry sources of an agent. */
public final class TelemetrySchedule implements TelemetrySources {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Map<String, TelemetrySource> sources = new TreeMap<>();

    public TelemetrySchedule(
            DeviceAgent agent, Telemetry telemetry, AgentThreads threads, List<Handlers.Source> found) {
        for (Handlers.Source source : found) {
            sources.put(source.name(), new TelemetrySource(source, agent, telemetry, threads));
        }
    }

    /** Starts the sources; a further call has no effect. They end with the threads. */
    public void start() {
        sources.values().forEach(TelemetrySource::start);
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(sources.keySet());
    }

    @Override
    public Duration interval(String name) {
        return find(name).interval();
    }

    @Override
    public void every(String name, Duration interval) {
        if (requireNonNull(interval, "interval").compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("interval is " + Durations.inWords(interval) + ". It must be "
                    + Durations.inWords(SHORTEST) + " to " + Durations.inWords(LONGEST) + ".");
        }
        find(name).every(interval);
    }

    @Override
    public void pause(String name) {
        find(name).every(Duration.ZERO);
    }

    @Override
    public long leftOut(String name) {
        return find(name).leftOut();
    }

    private TelemetrySource find(String name) {
        TelemetrySource source = sources.get(requireNonNull(name, "name"));
        if (source == null) {
            throw new IllegalArgumentException("No telemetry source '" + name + "'. Known: "
                    + (sources.isEmpty() ? "none" : String.join(", ", sources.keySet())) + ".");
        }
        return source;
    }
}
