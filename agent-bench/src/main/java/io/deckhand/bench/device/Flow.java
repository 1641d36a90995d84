package io.deckhand.bench.device;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends with a fixed number of messages under way, and counts acknowledgements. */
final class Flow {
    private static final Logger log = LoggerFactory.getLogger(Flow.class);
    private static final long PATIENCE_SECONDS = 60;

    /** After this time, missing acknowledgements are considered lost. */
    private static final long PATIENCE_WITH_LOSSES_SECONDS = 5;

    private final Semaphore free;
    private final int underWay;
    private final boolean mayLose;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile long lastNanos;

    /**
     * With {@code mayLose}, lost acknowledgements are not counted and are not a failure: the raw client occasionally
     * loses an answer.
     */
    Flow(int underWay, boolean mayLose) {
        this.underWay = underWay;
        this.mayLose = mayLose;
        this.free = new Semaphore(underWay);
    }

    /** Sends one more message; {@code number} counts them. */
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
        awaitRest();
        return acknowledged.get() / ((lastNanos - start) / 1e9);
    }

    private void take(int permits) throws InterruptedException {
        if (!free.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Not everything was acknowledged", failure.get());
        }
        checkNoneRefused();
    }

    private void awaitRest() throws InterruptedException {
        if (!mayLose) {
            take(underWay);
            return;
        }
        if (!free.tryAcquire(underWay, PATIENCE_WITH_LOSSES_SECONDS, TimeUnit.SECONDS)) {
            log.error("{} were never acknowledged", underWay - free.availablePermits());
        }
        checkNoneRefused();
    }

    private void checkNoneRefused() {
        Throwable refusal = failure.get();
        if (refusal != null) {
            throw new IllegalStateException("Not everything was accepted", refusal);
        }
    }

    private void arrived(@Nullable Throwable thrown) {
        lastNanos = System.nanoTime();
        if (thrown == null) {
            acknowledged.incrementAndGet();
        } else {
            failure.set(thrown);
        }
        free.release();
    }
}
