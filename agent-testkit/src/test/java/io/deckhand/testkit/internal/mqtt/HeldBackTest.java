package io.deckhand.testkit.internal.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeldBackTest {
    private static final Duration DELAY = Duration.ofMillis(20);
    private static final String FLUSH = "flush";

    private final EventExecutor thread = new DefaultEventExecutor();
    private final List<Object> sent = new CopyOnWriteArrayList<>();
    private final HeldBack heldBack = new HeldBack(thread, DELAY, () -> sent.add(FLUSH));

    @AfterEach
    void end() {
        thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void nothingGoesOutTooSoonNorOutOfOrder() {
        long start = System.nanoTime();
        List<Long> times = new CopyOnWriteArrayList<>();
        thread.execute(() -> IntStream.range(0, 1_000)
                .forEach(number -> heldBack.add(() -> {
                    sent.add(number);
                    times.add(System.nanoTime() - start);
                })));

        await().until(() -> times.size() == 1_000);
        assertThat(times).allMatch(time -> time >= DELAY.toNanos());
        assertThat(sent)
                .filteredOn(Integer.class::isInstance)
                .isEqualTo(IntStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void whatIsDueTogetherIsFlushedOnce() {
        List<Boolean> releasing = new ArrayList<>();
        thread.execute(() -> {
            heldBack.add(() -> releasing.add(heldBack.isReleasing()));
            heldBack.add(() -> sent.add("second"));
            heldBack.add(() -> sent.add("third"));
            sleepUntilDue();
        });

        await().until(() -> sent.contains(FLUSH));
        assertThat(sent).containsExactly("second", "third", FLUSH);
        assertThat(releasing).containsExactly(true);
        assertThat(heldBack.isReleasing()).isFalse();
    }

    @Test
    void whatFailsHoldsNothingBackAndWhatIsAddedMeanwhileFollows() {
        thread.execute(() -> {
            heldBack.add(() -> {
                throw new IllegalStateException("on purpose");
            });
            heldBack.add(() -> heldBack.add(() -> sent.add("added meanwhile")));
            heldBack.add(() -> sent.add("behind"));
        });

        await().until(() -> sent.contains("added meanwhile"));
        assertThat(sent).filteredOn(each -> !each.equals(FLUSH)).containsExactly("behind", "added meanwhile");
    }

    /** Blocks the thread, so that all that waits on it is due when it goes on. */
    private static void sleepUntilDue() {
        long until = System.nanoTime() + DELAY.toNanos();
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }
}
