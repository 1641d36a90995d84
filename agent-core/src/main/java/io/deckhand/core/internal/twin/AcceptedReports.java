package io.deckhand.core.internal.twin;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.core.internal.handler.PropertyPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The last value of each path that a hub has accepted, for a hub that does not have it: that which a device is moved to begins with an
 * empty twin. As much as a twin holds. Not for several threads: its owner locks.
 */
final class AcceptedReports {
    private final Map<PropertyPath, JsonNode> values = new LinkedHashMap<>();

    void put(PropertyPath path, JsonNode value) {
        List<String> names = path.names();
        values.keySet().removeIf(known -> isAtOrBelow(known.names(), names));
        if (!value.isNull()) {
            values.put(path, value);
        }
    }

    /** A value that merges into a section leaves what else is in it; only one that replaces the section makes what it held void. */
    private static boolean isAtOrBelow(List<String> known, List<String> changed) {
        return known.size() >= changed.size()
                && known.subList(0, changed.size()).equals(changed);
    }

    /** Puts back what waits for no newer value. */
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
