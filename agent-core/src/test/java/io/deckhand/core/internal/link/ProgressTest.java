package io.deckhand.core.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Limits count from the last byte, in a time that the tests move. */
class ProgressTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private long now;
    private final Progress progress = new Progress(() -> now);
    private final Unanswered unanswered = new Unanswered(new Traffic(), progress);

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    private void write(long seconds) {
        long since = now;
        pass(seconds);
        progress.left(since);
    }

    @Test
    void theTimeInWhichBytesLeaveDoesNotCount() {
        progress.hides(0);
        unanswered.expect(200_000);
        for (int i = 0; i < 10; i++) {
            write(9);
        }
        assertThat(unanswered.untilOverdue(LIMIT)).isEqualTo(LIMIT);
        pass(19);
        assertThat(unanswered.untilOverdue(LIMIT)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aLineThatTakesNoMoreBytesIsNoticed() {
        progress.hides(0);
        unanswered.expect(200_000);
        write(9);
        pass(20); // a write that does not end
        assertThat(unanswered.untilOverdue(LIMIT)).isEqualTo(Duration.ZERO);
    }

    @Test
    void whatTheSendBufferMayHoldGetsTheTimeOfTheSlowestLineAndNoMore() {
        unanswered.expect(300);
        assertThat(unanswered.untilOverdue(LIMIT)).isBetween(LIMIT, LIMIT.plusSeconds(1));
        Request<Void> large = unanswered.expect(200_000);
        progress.hides(32_000);
        assertThat(unanswered.untilOverdue(LIMIT)).isEqualTo(LIMIT.plusSeconds(32));
        large.acknowledged();
        assertThat(unanswered.untilOverdue(LIMIT)).isBetween(LIMIT, LIMIT.plusSeconds(1));
    }

    @Test
    void theRestOfAPacketThatArrivesIsProgressAndOtherPacketsAreNot() {
        progress.hides(0);
        unanswered.expect(0);
        for (int i = 0; i < 10; i++) {
            pass(1);
            progress.arrived(false);
        }
        assertThat(unanswered.untilOverdue(LIMIT)).isEqualTo(Duration.ofSeconds(10));
        progress.arrived(true);
        for (int i = 0; i < 10; i++) {
            pass(14);
            progress.arrived(i < 9);
        }
        assertThat(unanswered.untilOverdue(LIMIT)).isEqualTo(Duration.ofSeconds(10));
        pass(10);
        assertThat(unanswered.untilOverdue(LIMIT)).isEqualTo(Duration.ZERO);
    }

    @Test
    void noTimeCountsTwiceWhenBothDirectionsMove() {
        progress.hides(0);
        unanswered.expect(0);
        progress.arrived(true);
        long since = now;
        pass(10);
        progress.arrived(false);
        progress.left(since);
        pass(20);
        assertThat(unanswered.untilOverdue(LIMIT)).isEqualTo(Duration.ZERO);
    }

    @Test
    void bytesThatMovedBeforeAWaitDoNotLengthenIt() {
        progress.hides(0);
        long since = now;
        pass(30);
        unanswered.expect(0);
        pass(1);
        progress.left(since);
        pass(20);
        assertThat(unanswered.untilOverdue(LIMIT)).isEqualTo(Duration.ZERO);
    }

    @Test
    void onlyALineThatHadToBeWaitedForShowsThatThePeerIsThere() {
        AtomicInteger alive = new AtomicInteger();
        progress.whenAlive(alive::incrementAndGet);
        write(0);
        assertThat(alive).hasValue(0);
        write(1);
        assertThat(alive).hasValue(1);
    }

    @Test
    void aSendBufferGrowsOnAFastLineOnly() {
        AtomicInteger size = new AtomicInteger();
        SendBuffer slow = SendBuffer.of(size::set, new Progress(() -> now));
        assertThat(size).hasValue(16 * 1024);
        for (int i = 0; i < 100; i++) {
            pass(1);
            slow.accepted(4096);
        }
        assertThat(size).hasValue(16 * 1024);
        SendBuffer fast = SendBuffer.of(size::set, new Progress(() -> now));
        for (int i = 0; i < 1_000; i++) {
            fast.accepted(4096);
        }
        assertThat(size).hasValue(256 * 1024);
    }
}
