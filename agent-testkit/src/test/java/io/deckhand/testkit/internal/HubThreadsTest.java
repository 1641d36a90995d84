package io.deckhand.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HubThreadsTest {
    @Test
    void theTimerKeepsNothingOfWhatWasCancelled() {
        ScheduledThreadPoolExecutor timer = HubThreads.timer("127.0.0.1");
        try {
            ScheduledFuture<?> limit = timer.schedule(() -> {}, 300, TimeUnit.SECONDS);

            limit.cancel(false);

            assertThat(timer.getQueue()).isEmpty();
        } finally {
            timer.shutdownNow();
        }
    }
}
