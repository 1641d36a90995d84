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
 * Reported values that wait to be sent or to be accepted, the last one for each path, and who wants to know. Not safe for
 * threads: its owner locks.
 */
final class ReportedBatch {
    /** Leaves room below the hub's 32 KB for what a patch puts around the values. */
    private static final int MAX_PATCH_BYTES = TwinLimits.MAX_SECTION_BYTES - 1024;

    private record Value(JsonNode json, List<CompletableFuture<Void>> interested) {}

    private final Map<PropertyPath, Value> values = new LinkedHashMap<>();

    boolean isEmpty() {
        return values.isEmpty();
    }

    int size() {
        return values.size();
    }

    /** Adds a value; an earlier one of the same path is not sent any more, and who waits for that one waits for this. */
    void put(PropertyPath path, JsonNode json, CompletableFuture<Void> interested) {
        Value earlier = values.remove(path); // so that the new one takes its place at the end
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

    /** Puts a batch that could not be sent before this one. */
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
     * Takes out as many values as go into one patch, in their order. A patch ends where the next value would be too much, or
     * would lie inside something that the same patch deletes or sets: merged together the two would not mean what they
     * meant one after the other.
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

    boolean holds(PropertyPath path) {
        return values.containsKey(path);
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
