package io.deckhand.core.internal.link.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.engine.BaseHandler;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.reactor.Reactor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reactor that would send once in an hour, with a handler that sends when its timer fires, as the SDK's does. */
class ReactorBellTest {
    private static final int HOUR = 3_600_000;

    private final CountDownLatch running = new CountDownLatch(1);
    private final List<Thread> sent = new CopyOnWriteArrayList<>();
    private final AtomicInteger timers = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private final BaseHandler sdk = new BaseHandler() {
        @Override
        public void onReactorInit(Event event) {
            event.getReactor().schedule(HOUR, this);
            timers.incrementAndGet();
        }

        @Override
        public void onReactorQuiesced(Event event) {
            turns.incrementAndGet();
            running.countDown();
        }

        @Override
        public void onTimerTask(Event event) {
            sent.add(Thread.currentThread());
            if (event.getReactor().schedule(HOUR, this) != null) {
                timers.incrementAndGet();
            }
        }
    };

    private final List<Integer> sentBefore = new CopyOnWriteArrayList<>();
    private final ReactorBell bell = ReactorBell.at(sdk, () -> sentBefore.add(sent.size()));
    private final Reactor reactor = reactor();
    private final Thread thread = new Thread(this::run, "reactor");

    private Reactor reactor() {
        try {
            return Proton.reactor(sdk);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run() {
        reactor.setTimeout(HOUR);
        reactor.start();
        while (reactor.process()) {
            // as the SDK runs it
        }
        reactor.free();
    }

    @BeforeEach
    void start() throws InterruptedException {
        thread.start();
        running.await();
    }

    @AfterEach
    void stop() throws InterruptedException {
        reactor.stop();
        reactor.wakeup();
        thread.join();
    }

    @Test
    void whatIsRungForIsSentAtOnceOnTheReactorsThreadAndSetsNoTimer() {
        for (int i = 1; i <= 20; i++) {
            int rings = i;
            bell.ring();
            await().until(() -> sent.size() >= rings);
        }
        assertThat(sent).containsOnly(thread);
        assertThat(timers).hasValue(1);
    }

    @Test
    void aThreadThatIsInterruptedMayRing() {
        bell.ring();
        await().until(() -> !sent.isEmpty());
        Thread.currentThread().interrupt();
        bell.ring();
        assertThat(Thread.interrupted()).isTrue();
        await().until(() -> sent.size() == 2);
        int before = turns.get();
        bell.ring();
        await().until(() -> sent.size() == 3);
        assertThat(turns.get()).isBetween(before, before + 10); // it does not spin on a pipe that was closed
    }

    @Test
    void theReactorSleepsUntilSomethingHappensThoughTheSdkLetsItLookAllTheTime() {
        assertThat(reactor.getTimeout()).isEqualTo(1_000);
    }

    @Test
    void settlementsGoOutBeforeWhatTheSdkSends() {
        bell.ring();
        await().until(() -> !sent.isEmpty());
        assertThat(sentBefore).startsWith(0);
    }
}
