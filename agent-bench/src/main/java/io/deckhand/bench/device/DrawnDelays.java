package io.deckhand.bench.device;

import io.deckhand.FailureCause;
import io.deckhand.core.ReconnectPolicy;
import java.time.Duration;

/** The agent's default policy, and by how much a connection comes later than it asked. */
final class DrawnDelays implements ReconnectPolicy {
    private final ReconnectPolicy policy = ReconnectPolicy.exponential(Duration.ofSeconds(1), Duration.ofMinutes(2));
    private long due = System.nanoTime();
    private long late;

    @Override
    public synchronized Duration delayBefore(int attempt, FailureCause cause) {
        Duration delay = policy.delayBefore(attempt, cause);
        due = System.nanoTime() + delay.toNanos();
        return delay;
    }

    synchronized void connected() {
        late = System.nanoTime() - due;
    }

    synchronized long nanosLate() {
        return late;
    }
}
