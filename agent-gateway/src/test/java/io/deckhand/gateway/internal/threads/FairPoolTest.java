package io.deckhand.gateway.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets a thread when. */
class FairPoolTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void aFloodOfOneWaitsForEachTaskOfAnother() throws Exception {
        FairPool pool = new FairPool(threads, 1, 1, 1);
        CountDownLatch gate = new CountDownLatch(1);
        FairPool.Share first = pool.share();
        FairPool.Share flood = pool.share();
        FairPool.Share modest = pool.share();
        first.execute(() -> awaitQuietly(gate));
        for (int i = 0; i < 100; i++) {
            flood.execute(() -> done.add("flood"));
        }
        modest.execute(() -> done.add("modest"));
        gate.countDown();
        await().until(() -> done.size() == 101);
        assertThat(done.indexOf("modest")).isEqualTo(1);
    }

    @Test
    void threadsOfTasksThatTakeLongAreReplacedUpToALimit() {
        FairPool pool = new FairPool(threads, 2, 4, 2);
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger hanging = new AtomicInteger();
        for (int device = 0; device < 3; device++) {
            FairPool.Share share = pool.share();
            for (int task = 0; task < 4; task++) {
                share.execute(() -> {
                    hanging.incrementAndGet();
                    awaitQuietly(gate);
                });
            }
        }
        await().until(() -> {
            pool.startThread();
            return hanging.get() == 4;
        });
        pool.startThread();
        assertThat(pool.isWaitedFor()).isTrue();
        assertThat(hanging).hasValue(4);
        gate.countDown();
        await().until(() -> hanging.get() == 12);
    }

    @Test
    void whatWaitsWhenAShareIsClosedIsForgottenAndWhatRunsIsInterrupted() {
        FairPool pool = new FairPool(threads, 1, 1, 1);
        FairPool.Share share = pool.share();
        CountDownLatch never = new CountDownLatch(1);
        share.execute(() -> done.add(awaitQuietly(never) ? "reached" : "interrupted"));
        share.execute(() -> done.add("forgotten"));
        await().until(() -> !pool.isWaitedFor());
        share.close();
        await().until(() -> done.size() == 1);
        assertThatThrownBy(() -> share.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        pool.share().execute(() -> done.add("other " + Thread.interrupted()));
        await().until(() -> done.size() == 2);
        assertThat(done).containsExactly("interrupted", "other false");
    }

    private static boolean awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
