package io.deckhand.core.internal.message;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A bounded map of the most recent ids. Not thread-safe. */
final class RecentIds<V> {
    private final Map<String, V> values;

    /** {@code forgotten} is called with each id that is evicted. */
    RecentIds(int most, Consumer<String> forgotten) {
        this.values = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                boolean over = size() > most;
                if (over) {
                    forgotten.accept(eldest.getKey());
                }
                return over;
            }
        };
    }

    @Nullable
    V get(String id) {
        return values.get(id);
    }

    void put(String id, V value) {
        values.put(id, value);
    }
}
