package io.deckhand.bench.hub;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubFailure;
import io.deckhand.testkit.MethodResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Calls direct methods of one device in several ways. An answer other than 200 fails the measurement. */
final class MethodCaller {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(1);
    private static final int DIGITS = 3;
    private static final int OK = 200;

    private final HubDevice device;
    private final MethodLoad load;

    MethodCaller(HubDevice device, MethodLoad load) {
        this.device = device;
        this.load = load;
    }

    CompletableFuture<MethodResult> call() {
        return device.invokeAsync(load.method(), load.payload(), PATIENCE, Duration.ZERO)
                .thenApply(MethodCaller::checked);
    }

    private static MethodResult checked(MethodResult result) {
        if (result.status() != OK) {
            throw new IllegalStateException("The device answered " + result);
        }
        return result;
    }

    Histogram oneByOne(Duration time) {
        Histogram trips = new Histogram(PATIENCE.toNanos(), DIGITS);
        long end = System.nanoTime() + time.toNanos();
        long now;
        do {
            long start = System.nanoTime();
            call().join();
            now = System.nanoTime();
            trips.recordValue(now - start);
        } while (now < end);
        return trips;
    }

    Histogram atRate(Duration interval, int calls) {
        Histogram trips = new ConcurrentHistogram(PATIENCE.toNanos(), DIGITS);
        CompletableFuture<?>[] answers = new CompletableFuture<?>[calls];
        long due = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            sleepUntil(due);
            long start = due;
            answers[i] = call().thenAccept(result -> trips.recordValue(System.nanoTime() - start));
            due += interval.toNanos();
        }
        CompletableFuture.allOf(answers).join();
        return trips.copy();
    }

    static void sleepUntil(long nanoTime) {
        long left = nanoTime - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = nanoTime - System.nanoTime();
        }
    }

    double inParallel(int underWay, Duration time) throws InterruptedException {
        long start = System.nanoTime();
        long end = start + time.toNanos();
        AtomicLong answered = new AtomicLong();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch over = new CountDownLatch(underWay);
        for (int i = 0; i < underWay; i++) {
            callOnUntil(end, answered, failure, over);
        }
        if (!over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS) || failure.get() != null) {
            throw new IllegalStateException("Not every call was answered", failure.get());
        }
        return answered.get() / ((System.nanoTime() - start) / 1e9);
    }

    private void callOnUntil(long end, AtomicLong answered, AtomicReference<Throwable> failure, CountDownLatch over) {
        call().whenComplete((result, thrown) -> {
            if (thrown != null) {
                failure.set(thrown);
                over.countDown();
                return;
            }
            answered.incrementAndGet();
            if (System.nanoTime() < end) {
                callOnUntil(end, answered, failure, over);
            } else {
                over.countDown();
            }
        });
    }

    /** Early calls fail in different ways, so calls are repeated until the device answers. */
    long nanosUntilAnswered(Duration atMost) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < atMost.toNanos()) {
            try {
                checked(device.invoke(load.method(), load.payload(), TRY_AGAIN_AFTER, atMost));
                return System.nanoTime() - start;
            } catch (HubFailure notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
        throw new IllegalStateException(
                "Device '" + device.deviceId() + "' answered no call within " + atMost + " of the hub's return");
    }
}
