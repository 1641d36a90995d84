package io.deckhand.core.internal.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.AgentException;
import io.deckhand.core.internal.handler.PropertyPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * Reported values that wait to be sent or accepted, the latest for each path, and the futures of their callers. Not
 * thread-safe: its owner locks.
 */
final class ReportedBatch {
    /** Leaves room below the hub's 32 KB for the JSON around the values. */
    private static final int MAX_PATCH_BYTES = TwinLimits.MAX_SECTION_BYTES - 1024;

    private record Value(JsonNode json, List<CompletableFuture<Void>> interested) {}

    private final Map<PropertyPath, Value> values = new LinkedHashMap<>();

    boolean isEmpty() {
        return values.isEmpty();
    }

    int size() {
        return values.size();
    }

    /**
     * Adds a value. It replaces an earlier one of the same path, and callers that wait for the earlier value wait for
     * this one.
     */
    void put(PropertyPath path, JsonNode json, CompletableFuture<Void> interested) {
        Value earlier = values.remove(path); // so that the new value moves to the end
        List<CompletableFuture<Void>> all = earlier == null ? new ArrayList<>() : earlier.interested();
        all.add(interested);
        values.put(path, new Value(json, all));
    }

    boolean contains(PropertyPath path) {
        return values.containsKey(path);
    }

    void forEach(BiConsumer<PropertyPath, JsonNode> each) {
        values.forEach((path, value) -> each.accept(path, value.json()));
    }

    /** Inserts a batch that could not be sent before this one's values. */
    void putBack(ReportedBatch unsent) {
        Map<PropertyPath, Value> later = new LinkedHashMap<>(values);
        values.clear();
        values.putAll(unsent.values);
        later.forEach((path, value) -> {
            Value earlier = values.remove(path);
            if (earlier != null) {
                value.interested().addAll(earlier.interested());
            }
            values.put(path, value);
        });
    }

    /**
     * Removes as many values as fit into one patch, in order. A patch ends before a value that would exceed the limit,
     * or that lies inside an object that the same patch deletes or sets: merged into one patch, the two would have a
     * different effect than one after the other.
     */
    ReportedBatch takePatch(ObjectNode patch) {
        ReportedBatch taken = new ReportedBatch();
        int bytes = 0;
        for (Map.Entry<PropertyPath, Value> entry : List.copyOf(values.entrySet())) {
            PropertyPath path = entry.getKey();
            int more = path.toString().length()
                    + entry.getValue().json().toString().length();
            if (!taken.isEmpty() && (bytes + more > MAX_PATCH_BYTES || path.touches(patch))) {
                break;
            }
            path.put(patch, entry.getValue().json());
            bytes += more;
            taken.values.put(path, entry.getValue());
            values.remove(path);
        }
        return taken;
    }

    List<CompletableFuture<Void>> interested() {
        return values.values().stream()
                .flatMap(value -> value.interested().stream())
                .toList();
    }

    void accepted() {
        interested().forEach(stage -> stage.complete(null));
    }

    void failed(AgentException failure) {
        interested().forEach(stage -> stage.completeExceptionally(failure));
    }
}
