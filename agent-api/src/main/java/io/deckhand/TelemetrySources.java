package io.deckhand;

import java.time.Duration;
import java.util.Set;

/**
 * The sources of telemetry of an agent: the methods annotated with {@link Telemetry}.
 *
 * <pre>{@code
 * agent.telemetry().every("temperature", Duration.ofSeconds(10));
 * }</pre>
 *
 * <p>Safe for use by any thread. In a class with {@link ModelComponent} the name of a source begins with that of the component and a
 * {@code *}.
 *
 * @since 0.1
 */
public interface TelemetrySources {
    /** {@return the names of the sources, sorted} */
    Set<String> names();

    /**
     * Tells how often a source is asked.
     *
     * @param name the name of the source
     * @return the interval, zero while the source is paused
     * @throws IllegalArgumentException if there is no such source; the message lists those there are
     */
    Duration interval(String name);

    /**
     * Changes how often a source is asked, and goes on with one that is paused. The next reading is one interval after the last,
     * or at once if that is past.
     *
     * @param name the name of the source
     * @param interval 10 ms to 1 day
     * @throws IllegalArgumentException if there is no such source, or the interval is out of range
     */
    void every(String name, Duration interval);

    /**
     * Asks a source no more, until {@link #every} does.
     *
     * @param name the name of the source
     * @throws IllegalArgumentException if there is no such source
     */
    void pause(String name);

    /**
     * Tells how many readings were left out.
     *
     * @param name the name of the source
     * @return how many, because the one before was still being taken, or too many waited for the hub
     * @throws IllegalArgumentException if there is no such source
     */
    long leftOut(String name);
}
