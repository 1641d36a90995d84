package io.deckhand.testkit.internal.journal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which refusals were logged less than a minute ago. It remembers the last 1,000. */
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

    /** {@return whether this refusal was not logged within the last minute; from now on it was} */
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
