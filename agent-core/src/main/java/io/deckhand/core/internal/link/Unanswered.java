package io.deckhand.core.internal.link;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a link sent and the hub has neither acknowledged nor answered, and since when. */
final class Unanswered {
    private final Traffic traffic;
    private final AtomicLong requests = new AtomicLong();
    private final Map<Long, Long> sentAt = new ConcurrentHashMap<>();

    Unanswered(Traffic traffic) {
        this.traffic = traffic;
    }

    /** Minds a future until it completes. {@return the same future} */
    <T> CompletableFuture<T> mind(CompletableFuture<T> answer) {
        long number = requests.incrementAndGet();
        sentAt.put(number, System.nanoTime());
        answer.whenComplete((value, failure) -> {
            sentAt.remove(number);
            if (failure == null) {
                traffic.acknowledged();
            }
        });
        return answer;
    }

    /** {@return whether anything has waited for longer than this} */
    boolean anyFor(Duration limit) {
        long now = System.nanoTime();
        return sentAt.values().stream().anyMatch(since -> now - since > limit.toNanos());
    }
}
