package io.deckhand.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.core.internal.telemetry.OutboxBudget.Account;
import org.junit.jupiter.api.Test;

/** How much each of several outboxes may hold. */
class SharedBudgetTest {
    private final SharedBudget budget = new SharedBudget(1200);

    /** {@return what it holds once it takes no more} */
    private static long flood(Account account, long held) {
        long now = held;
        while (account.hasRoom(1)) {
            account.holds(++now);
        }
        return now;
    }

    @Test
    void oneThatFloodsGetsHalfAndTwoAThirdEach() {
        Account first = budget.open();
        assertThat(flood(first, 0)).isEqualTo(600);
        first.holds(0);
        Account second = budget.open();
        for (int held = 1; first.hasRoom(1) && second.hasRoom(1); held++) {
            first.holds(held);
            second.holds(held);
        }
        assertThat(flood(first, 400)).isEqualTo(400);
        assertThat(flood(second, 400)).isEqualTo(400);
        assertThat(budget.open().hasRoom(400)).isTrue();
    }

    @Test
    void whatWasDeliveredIsThereForOthers() {
        Account first = budget.open();
        flood(first, 0);
        Account second = budget.open();
        assertThat(flood(second, 0)).isEqualTo(300);
        first.holds(0);
        assertThat(flood(second, 300)).isEqualTo(600);
    }
}
