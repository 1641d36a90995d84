package io.deckhand.gateway.internal.link;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Waits for an answer without sleeping, as most handlers take microseconds and waking a thread takes longer. Handlers that take
 * longer than that are waited for less and less often, and the wait never delays other devices noticeably. Not thread-safe.
 */
final class AnswerWait {
    /** A thread is awake within this time, and a short handler has finished. */
    static final long MOST_NANOS = 40_000;

    /** So often at least the handlers are given another chance. */
    static final int MOST_SKIPPED = 128;

    private final boolean canWait;
    private final LongSupplier clock;
    private int skipping;
    private int skipped;

    AnswerWait() {
        // The handler needs a processor while this thread waits on one.
        this(Runtime.getRuntime().availableProcessors(), System::nanoTime);
    }

    /** For tests. */
    AnswerWait(int processors, LongSupplier clock) {
        this.canWait = processors > 1;
        this.clock = clock;
    }

    /** Waits until there is an answer, or until it is not worth it. */
    void until(BooleanSupplier isThere) {
        if (!canWait || skipped < skipping) {
            skipped++;
            return;
        }
        skipped = 0;
        long end = clock.getAsLong() + MOST_NANOS;
        while (!isThere.getAsBoolean()) {
            if (clock.getAsLong() - end >= 0) {
                skipping = Math.min(2 * skipping + 1, MOST_SKIPPED);
                return;
            }
            Thread.onSpinWait();
        }
        skipping = 0;
    }
}
