package io.deckhand;

import java.time.Duration;
import java.util.Set;

/**
 * The telemetry sources of an agent: the methods annotated with {@link Telemetry}.
 *
 * <pre>{@code
 * agent.telemetry().every("temperature", Duration.ofSeconds(10));
 * }</pre>
 *
 * <p>Safe for use by any thread. In a class with {@link ModelComponent} the name of a source is prefixed with the
 * component's name and a {@code *}.
 *
 * @since 0.1
 */
public interface TelemetrySources {
    /** {@return the names of the sources, sorted} */
    Set<String> names();

    /**
     * Returns the interval of a source.
     *
     * @param name the name of the source
     * @return the interval, zero while the source is paused
     * @throws IllegalArgumentException if there is no such source; the message lists the known ones
     */
    Duration interval(String name);

    /**
     * Changes the interval of a source, and resumes a paused one. The next call is one interval after the last, or at
     * once if that time has passed.
     *
     * @param name the name of the source
     * @param interval 10 ms to 1 day
     * @throws IllegalArgumentException if there is no such source, or the interval is out of range
     */
    void every(String name, Duration interval);

    /**
     * Pauses a source, until {@link #every} resumes it.
     *
     * @param name the name of the source
     * @throws IllegalArgumentException if there is no such source
     */
    void pause(String name);

    /**
     * Returns how many calls were skipped.
     *
     * @param name the name of the source
     * @return how many, because the previous call was still running, or too many messages waited for the hub
     * @throws IllegalArgumentException if there is no such source
     */
    long leftOut(String name);
}
