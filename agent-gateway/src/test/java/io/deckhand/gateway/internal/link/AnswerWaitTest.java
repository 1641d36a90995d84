package io.deckhand.gateway.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** On a clock that each look at it moves by a microsecond. */
class AnswerWaitTest {
    private static final long MICROSECOND = 1_000;

    private long now;
    private int looks;

    private long tick() {
        now += MICROSECOND;
        return now;
    }

    private boolean lookForAnswer(int after) {
        return looks++ == after;
    }

    /** {@return for how many nanoseconds it waited} */
    private long wait(AnswerWait wait, int looksUntilAnswer) {
        long before = now;
        looks = 0;
        wait.until(() -> lookForAnswer(looksUntilAnswer));
        return now - before;
    }

    private int waitsOf(AnswerWait wait, int calls) {
        int waits = 0;
        for (int i = 0; i < calls; i++) {
            if (wait(wait, Integer.MAX_VALUE) > 0) {
                waits++;
            }
        }
        return waits;
    }

    @Test
    void aQuickAnswerIsWaitedForEachTime() {
        AnswerWait wait = new AnswerWait(2, this::tick);
        for (int i = 0; i < 10; i++) {
            assertThat(wait(wait, 5)).isEqualTo(6 * MICROSECOND);
        }
    }

    @Test
    void noWaitIsLongerThanItsLimit() {
        assertThat(wait(new AnswerWait(2, this::tick), Integer.MAX_VALUE))
                .isBetween(AnswerWait.MOST_NANOS, AnswerWait.MOST_NANOS + 2 * MICROSECOND);
    }

    @Test
    void slowHandlersAreRarelyWaitedFor() {
        AnswerWait wait = new AnswerWait(2, this::tick);
        waitsOf(wait, 1_000);
        assertThat(waitsOf(wait, 10 * (AnswerWait.MOST_SKIPPED + 1))).isEqualTo(10);
    }

    @Test
    void aHandlerThatBecomesQuickIsWaitedForAgain() {
        AnswerWait wait = new AnswerWait(2, this::tick);
        waitsOf(wait, 1_000);
        for (int i = 0; i <= AnswerWait.MOST_SKIPPED; i++) {
            wait(wait, 0);
        }
        assertThat(wait(wait, 5)).isPositive();
    }

    @Test
    void aSingleProcessorIsLeftToTheHandler() {
        assertThat(waitsOf(new AnswerWait(1, this::tick), 100)).isZero();
    }
}
