package io.deckhand.bench.device;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Sends with so much under way, and counts what is acknowledged. */
final class Flow {
    private static final long PATIENCE_SECONDS = 60;

    private final Semaphore free;
    private final int underWay;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Flow(int underWay) {
        this.underWay = underWay;
        this.free = new Semaphore(underWay);
    }

    /** Sends one more thing; {@code number} counts them. */
    @FunctionalInterface
    interface Sending {
        void send(int number, Device.Acknowledgement acknowledgement);
    }

    /** Sends for a time and waits for the rest. {@return acknowledged per second} */
    double run(Duration time, Sending sending) throws InterruptedException {
        long start = System.nanoTime();
        long end = start + time.toNanos();
        for (int number = 0; System.nanoTime() < end; number++) {
            take(1);
            sending.send(number, this::arrived);
        }
        take(underWay);
        return acknowledged.get() / ((System.nanoTime() - start) / 1e9);
    }

    private void take(int permits) throws InterruptedException {
        if (!free.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS) || failure.get() != null) {
            throw new IllegalStateException("Not everything was acknowledged", failure.get());
        }
    }

    private void arrived(@Nullable Throwable thrown) {
        if (thrown == null) {
            acknowledged.incrementAndGet();
        } else {
            failure.set(thrown);
        }
        free.release();
    }
}
