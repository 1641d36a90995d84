package io.deckhand.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who may connect when, in virtual time. */
class ConnectPaceTest {
    private static final long SECOND = 1_000_000_000L;

    private record Planned(long due, Runnable task) {}

    private final PriorityQueue<Planned> planned = new PriorityQueue<>(Comparator.comparingLong(Planned::due));
    private final Random random = new Random(7);
    private final List<Long> begun = new ArrayList<>();
    private long now = 5 * SECOND;

    private ConnectPace pace(int perSecond, int atOnce) {
        return new ConnectPace(
                perSecond,
                atOnce,
                (task, nanos) -> planned.add(new Planned(now + nanos, task)),
                () -> now,
                random::nextDouble);
    }

    private void pass() {
        for (Planned next = planned.poll(); next != null; next = planned.poll()) {
            now = Math.max(now, next.due());
            next.task().run();
        }
    }

    private long mostInASecond() {
        return begun.stream()
                .mapToLong(start -> begun.stream()
                        .filter(other -> other >= start && other < start + SECOND)
                        .count())
                .max()
                .orElse(0);
    }

    @Test
    void noSecondHasMoreAttemptsThanAllowedHoweverManyAsk() {
        ConnectPace pace = pace(50, 1000);
        for (int i = 0; i < 1000; i++) {
            pace.request(() -> begun.add(now));
        }
        pass();
        assertThat(begun).hasSize(1000);
        assertThat(mostInASecond()).isBetween(40L, 50L);
        assertThat(begun.get(999) - begun.get(0)).isBetween(20 * SECOND, 24 * SECOND);
        assertThat(begun).doesNotHaveDuplicates();
    }

    @Test
    void whatWasNotUsedIsNotMadeUpFor() {
        ConnectPace pace = pace(10, 1000);
        pace.request(() -> begun.add(now));
        now += 60 * SECOND;
        for (int i = 0; i < 40; i++) {
            pace.request(() -> begun.add(now));
        }
        pass();
        assertThat(mostInASecond()).isLessThanOrEqualTo(10);
    }

    @Test
    void noMoreAreUnderWayThanAllowed() {
        ConnectPace pace = pace(1000, 3);
        for (int i = 0; i < 5; i++) {
            pace.request(() -> begun.add(now));
        }
        pass();
        assertThat(begun).hasSize(3);
        assertThat(pace.waiting()).isEqualTo(2);
        pace.over();
        pass();
        assertThat(begun).hasSize(4);
        pace.over();
        pace.over();
        pass();
        assertThat(begun).hasSize(5);
    }
}
