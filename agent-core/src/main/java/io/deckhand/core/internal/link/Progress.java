package io.deckhand.core.internal.link;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The progress of the bytes of one connection. On a slow line a packet takes minutes, and the hub cannot answer before it
 * has arrived: no limit counts the time in which bytes leave or in which the rest of a packet arrives.
 *
 * <p>Only waiting that ended counts: if no more bytes move, nothing is added. Any thread may call the methods.
 */
public final class Progress {
    /** A line that is slower does not count as one: 2G carries a little more. */
    private static final int LEAST_BYTES_PER_SECOND = 1_000;

    private static final long NANOS_PER_BYTE = 1_000_000_000L / LEAST_BYTES_PER_SECOND;

    /** A shorter wait for the line says nothing about the peer. */
    private static final long NOTABLE_NANOS = 100_000_000;

    private final Object lock = new Object();
    private final LongSupplier clock;
    private long moving;
    private long counted;
    private long arrived;
    private boolean isIncomplete;
    private volatile int hidden = Integer.MAX_VALUE;
    private volatile Runnable alive = () -> {};

    public Progress() {
        this(System::nanoTime);
    }

    /** {@code clock} is {@link System#nanoTime()}, but in tests. */
    Progress(LongSupplier clock) {
        this.clock = clock;
        this.counted = clock.getAsLong();
    }

    long now() {
        return clock.getAsLong();
    }

    /**
     * Bytes have left; the line did not take them before.
     *
     * @param since the {@link System#nanoTime()} from which they waited
     */
    public void left(long since) {
        long now = now();
        if (now - since > 0) {
            synchronized (lock) {
                count(since, now);
            }
        }
        if (now - since >= NOTABLE_NANOS) {
            alive.run();
        }
    }

    /** Bytes have arrived; {@code isIncomplete} is whether they are a part of a packet whose rest must follow. */
    public void arrived(boolean isIncomplete) {
        long now = now();
        synchronized (lock) {
            if (this.isIncomplete) {
                count(arrived, now);
            }
            arrived = now;
            this.isIncomplete = isIncomplete;
        }
    }

    /** Both directions can move at once: no time counts twice. */
    private void count(long from, long to) {
        long start = from - counted > 0 ? from : counted;
        if (to - start > 0) {
            moving += to - start;
            counted = to;
        }
    }

    /** {@return a wait that starts now} */
    public Wait startWait() {
        synchronized (lock) {
            return new Wait(this, now(), moving);
        }
    }

    /** Bytes may have moved since before the wait started: it is never shorter than the time since the last of them. */
    private long waited(Wait wait) {
        synchronized (lock) {
            long now = now();
            long sinceLast = now - (counted - wait.since() > 0 ? counted : wait.since());
            return Math.max(sinceLast, now - wait.since() - (moving - wait.movingBefore()));
        }
    }

    /**
     * Limits how many bytes the layers below may hold unnoticed, such as the send buffer of a socket. Without a limit it
     * may be all.
     */
    public void hides(int bytes) {
        hidden = bytes;
    }

    /** {@code alive} is called after each wait for the line that shows that the peer takes bytes, on the thread that writes. */
    public void whenAlive(Runnable alive) {
        this.alive = alive;
    }

    static long nanosOf(long bytes) {
        return bytes * NANOS_PER_BYTE;
    }

    /** {@return how long the slowest line takes for bytes that were written and may not have left} */
    long nanosFor(long bytes) {
        return nanosOf(Math.min(bytes, hidden));
    }

    /** A wait for the hub, without the time in which bytes moved. */
    public record Wait(Progress progress, long since, long movingBefore) {
        long nanos() {
            return progress.waited(this);
        }

        /** {@return how much of a limit is left; zero or less after it} */
        public Duration left(Duration limit) {
            return limit.minusNanos(nanos());
        }

        /**
         * Waits for a result for as long as the limit allows.
         *
         * @throws TimeoutException if the limit is over
         */
        public <T> T get(Future<T> result, Duration limit)
                throws InterruptedException, ExecutionException, TimeoutException {
            while (true) {
                try {
                    return result.get(left(limit).toNanos(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (left(limit).toNanos() <= 0) {
                        throw e;
                    }
                }
            }
        }
    }
}
