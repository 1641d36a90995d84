package io.deckhand.bench.device;

import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The agent's default policy, which also records how late each connection is. */
final class DrawnDelays implements ReconnectPolicy {
    private final ReconnectPolicy policy = ReconnectPolicy.exponential(Duration.ofSeconds(1), Duration.ofMinutes(2));

    /** When the next attempt is due; null once it succeeded, and before the first loss. */
    private @Nullable Long due;

    private long late;

    @Override
    public synchronized Duration delayBefore(int attempt, FailureCause cause) {
        Duration delay = policy.delayBefore(attempt, cause);
        due = System.nanoTime() + delay.toNanos();
        return delay;
    }

    synchronized void connected() {
        if (due != null) {
            late = System.nanoTime() - due;
            due = null;
            notifyAll();
        }
    }

    /**
     * {@return how late the last connection was; waits for a pending one, as a device may answer before it reports that
     * it is connected}
     */
    synchronized long nanosLate() throws InterruptedException {
        while (due != null) {
            wait();
        }
        return late;
    }
}
