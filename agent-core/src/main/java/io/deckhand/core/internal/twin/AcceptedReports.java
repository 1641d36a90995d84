package io.deckhand.core.internal.twin;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.core.internal.handler.PropertyPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The last value of each path that a hub has accepted. A device that is moved to another hub starts there with an empty
 * twin, and reports these values again. Limited to the size of a twin. Not thread-safe: its owner locks.
 */
final class AcceptedReports {
    private final Map<PropertyPath, JsonNode> values = new LinkedHashMap<>();

    /** The most names that a path has had: paths below another one are rare, and finding them costs a look at all. */
    private int deepest;

    void put(PropertyPath path, JsonNode value) {
        List<String> names = path.names();
        values.remove(path);
        if (deepest > names.size()) {
            values.keySet().removeIf(known -> isAtOrBelow(known.names(), names));
        }
        deepest = Math.max(deepest, names.size());
        if (!value.isNull()) {
            values.put(path, value);
        }
    }

    /**
     * A value that is merged into a section keeps the section's other values; only a value that replaces the section
     * discards them.
     */
    private static boolean isAtOrBelow(List<String> known, List<String> changed) {
        return known.size() >= changed.size()
                && known.subList(0, changed.size()).equals(changed);
    }

    /** Adds all values for which no newer value waits. */
    void addTo(ReportedBatch pending) {
        ReportedBatch again = new ReportedBatch();
        values.forEach((path, value) -> {
            if (!pending.contains(path)) {
                again.put(path, value, new CompletableFuture<>());
            }
        });
        pending.putBack(again);
    }
}
