package io.deckhand.core.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Time that passes as soon as nobody has anything to do until later. Notes every wait. */
final class VirtualTime implements TimeSource {
    private record Planned(Duration due, Runnable task) {}

    final List<Duration> waits = new ArrayList<>();
    private final Queue<Runnable> steps = new ArrayDeque<>();
    private final PriorityQueue<Planned> planned = new PriorityQueue<>(Comparator.comparing(Planned::due));
    private final Consumer<VirtualTime> onWait;
    private final Duration longestWait;
    private Duration elapsed = Duration.ZERO;

    VirtualTime(Consumer<VirtualTime> onWait) {
        this(onWait, Duration.ofDays(1_000));
    }

    /** Wakes those who wait for longer before their time. */
    VirtualTime(Consumer<VirtualTime> onWait, Duration longestWait) {
        this.onWait = onWait;
        this.longestWait = longestWait;
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
    public Alarm schedule(Duration delay, Runnable task) {
        Duration wait = delay.compareTo(longestWait) < 0 ? delay : longestWait;
        waits.add(wait);
        Planned alarm = new Planned(elapsed.plus(wait), task);
        planned.add(alarm);
        return () -> planned.remove(alarm);
    }

    /** {@return what a supervisor takes its steps on: {@link #run} takes them} */
    Executor steps() {
        return steps::add;
    }

    /** Runs a supervisor until it is closed. */
    void run(Supervisor supervisor) {
        supervisor.start();
        run(() -> false);
        assertThat(supervisor.snapshot().state()).isEqualTo(io.deckhand.ConnectionState.CLOSED);
    }

    /** Takes steps until nobody has any more to take, or it is enough. */
    void run(BooleanSupplier enough) {
        while (!enough.getAsBoolean() && (!steps.isEmpty() || !planned.isEmpty())) {
            for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
                step.run();
            }
            Planned next = planned.poll();
            if (next != null) {
                elapsed = elapsed.compareTo(next.due()) < 0 ? next.due() : elapsed;
                onWait.accept(this);
                next.task().run();
            }
        }
    }

    Supervisor.Execution execution() {
        return new Supervisor.Execution(this, steps(), Runnable::run, Admission.AT_ONCE);
    }
}
