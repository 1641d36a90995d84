package io.deckhand.core.internal.connect;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Time that passes as soon as somebody waits. Notes every wait. */
final class VirtualTime implements TimeSource {
    final List<Duration> waits = new ArrayList<>();
    private final Consumer<VirtualTime> onWait;
    private Duration elapsed = Duration.ZERO;

    VirtualTime(Consumer<VirtualTime> onWait) {
        this.onWait = onWait;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plus(elapsed);
    }

    @Override
    public Duration elapsed() {
        return elapsed;
    }

    void pass(Duration time) {
        elapsed = elapsed.plus(time);
    }

    @Override
    public void await(Object monitor, Duration atMost) {
        waits.add(atMost);
        pass(atMost);
        onWait.accept(this);
    }
}
