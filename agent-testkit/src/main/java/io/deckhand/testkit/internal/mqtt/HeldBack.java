package io.deckhand.testkit.internal.mqtt;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * What is sent to a device a fixed time after it is known, in order. One timer serves all of it: a timer for each of a hundred
 * thousand acknowledgements a second would cost more than the acknowledgements. Used on the channel's thread only.
 */
final class HeldBack {
    /** The timer does not run again sooner than this part of the delay, so that what is due goes out together. */
    private static final int ROUNDS_PER_DELAY = 8;

    private record Held(Runnable sending, long dueNanos) {}

    private final Deque<Held> held = new ArrayDeque<>();
    private final EventExecutor thread;
    private final Runnable flush;
    private final long delayNanos;
    private boolean releasing;

    /** @param flush flushes what the released tasks have written */
    HeldBack(EventExecutor thread, Duration delay, Runnable flush) {
        this.thread = thread;
        this.flush = flush;
        delayNanos = delay.toNanos();
    }

    /** Runs a task after the delay. */
    void add(Runnable sending) {
        held.addLast(new Held(sending, System.nanoTime() + delayNanos));
        if (held.size() == 1 && !releasing) {
            release(delayNanos);
        }
    }

    /** {@return whether tasks run now, after which their output is flushed together} */
    boolean isReleasing() {
        return releasing;
    }

    private void release(long inNanos) {
        var unused = thread.schedule(this::releaseDue, inNanos, TimeUnit.NANOSECONDS);
    }

    private void releaseDue() {
        releasing = true;
        try {
            long now = System.nanoTime();
            while (!held.isEmpty() && held.getFirst().dueNanos() - now <= 0) {
                held.removeFirst().sending().run();
            }
        } finally {
            releasing = false;
            flush.run();
            if (!held.isEmpty()) {
                release(Math.max(held.getFirst().dueNanos() - System.nanoTime(), delayNanos / ROUNDS_PER_DELAY));
            }
        }
    }
}
