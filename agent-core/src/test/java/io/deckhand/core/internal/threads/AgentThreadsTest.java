package io.deckhand.core.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AgentThreadsTest {
    @Test
    void whatFindsNoThreadRunsLaterAndHoldsUpNothingForGood() {
        AtomicInteger failures = new AtomicInteger(2);
        ThreadFactory full = task -> {
            if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(task);
        };
        AgentThreads threads = new AgentThreads("d", full);
        try {
            List<String> ran = new CopyOnWriteArrayList<>();
            Lane lane = threads.lane();
            lane.execute(() -> ran.add("first"));
            lane.execute(() -> ran.add("second"));
            await().untilAsserted(() -> assertThat(ran).containsExactly("first", "second"));
            assertThat(failures.get()).isNegative();
        } finally {
            threads.close();
        }
    }
}
