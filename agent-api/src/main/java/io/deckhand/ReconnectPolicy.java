package io.deckhand;

import java.time.Duration;
import java.util.ServiceLoader;

/**
 * Decides how long to wait before the next connection attempt. It is called after each failure; an agent gives up only
 * when it is closed.
 *
 * <pre>{@code
 * AgentBuilder.forConnectionString(...)
 *         .reconnect(ReconnectPolicy.exponential(Duration.ofSeconds(1), Duration.ofMinutes(2)))
 * }</pre>
 *
 * <p>Called on the agent's connection thread; must not block. If it throws or returns a negative duration, the default
 * policy decides instead.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ReconnectPolicy {
    /**
     * Returns how long to wait.
     *
     * @param attempt the number of the next consecutive attempt, from 1; it starts again at 1 once a connection was
     *     stable
     * @param cause why the last attempt failed, or the connection was lost
     * @return how long to wait, not negative; more than a year counts as a year
     */
    Duration delayBefore(int attempt, FailureCause cause);

    /**
     * Waits twice as long each time, up to a limit, with full jitter: each delay is drawn uniformly between zero and
     * that time, so that the devices of a fleet do not all return at once. The very first retry is quick, since most
     * losses are short: its delay is drawn from a quarter of {@code first}.
     *
     * @param first the upper end of the second delay, which the next ones double; at least 10 ms
     * @param limit the upper end of every delay, at least {@code first}
     * @return the policy
     * @throws IllegalArgumentException if a duration is out of range
     */
    static ReconnectPolicy exponential(Duration first, Duration limit) {
        if (first.compareTo(Duration.ofMillis(10)) < 0) {
            throw new IllegalArgumentException("The first delay is " + first + ". It must be at least PT0.01S.");
        }
        if (limit.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "The limit is " + limit + ", less than the first delay of " + first + ".");
        }
        return ServiceLoader.load(Provider.class, Provider.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("agent-core is missing. Add it to the class path."))
                .exponential(first, limit);
    }

    /**
     * Creates the policies for this interface's methods; agent-core contains the only implementation. Not for
     * applications, which implement {@link ReconnectPolicy} instead.
     *
     * @since 0.1
     */
    interface Provider {
        /**
         * Creates the policy of {@link ReconnectPolicy#exponential}.
         *
         * @param first the upper end of the second delay, checked
         * @param limit the upper end of every delay, checked
         * @return the policy
         */
        ReconnectPolicy exponential(Duration first, Duration limit);
    }
}
