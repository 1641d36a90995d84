package io.deckhand.bench.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How rows are chosen, and what they compute. */
class RowsTest {
    @Test
    void aPrefixChoosesWithAndWithoutItsDash() {
        assertThat(Rows.named(List.of("gateway-")))
                .containsExactlyElementsOf(Rows.named(List.of("gateway")))
                .hasSize(4);
    }

    @Test
    void theBusiestSecondMayBeginAtAnyTime() {
        List<Long> times = List.of(0L, 900L, 950L, 1_000L, 1_899L, 1_900L, 5_000L).stream()
                .map(TimeUnit.MILLISECONDS::toNanos)
                .toList();

        assertThat(GatewayRestart.busiestSecond(times)).isEqualTo(4);
        assertThat(GatewayRestart.busiestSecond(List.of())).isZero();
    }
}
