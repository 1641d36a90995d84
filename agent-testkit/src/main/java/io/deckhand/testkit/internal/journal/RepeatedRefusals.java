package io.deckhand.testkit.internal.journal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers the last 1,000 refusals, to log each only once a minute. */
final class RepeatedRefusals {
    private static final int CAPACITY = 1_000;
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final Map<String, Long> logged = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > CAPACITY;
        }
    };

    /** {@return whether to log this refusal, because it was not logged within the last minute} */
    synchronized boolean isFirst(String refusal) {
        long now = System.nanoTime();
        Long before = logged.get(refusal);
        if (before != null && now - before < QUIET_NANOS) {
            return false;
        }
        logged.remove(refusal);
        logged.put(refusal, now);
        return true;
    }
}
