package io.deckhand.testkit.internal.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Keeps documents in memory, for hubs without a data directory. */
public final class MemoryStore implements StateStore {
    private final Map<Shelf, Map<String, ObjectNode>> shelves = new EnumMap<>(Shelf.class);

    @Override
    public synchronized Map<String, ObjectNode> load(Shelf shelf) {
        Map<String, ObjectNode> copies = new TreeMap<>();
        documents(shelf).forEach((id, document) -> copies.put(id, document.deepCopy()));
        return copies;
    }

    @Override
    public synchronized void save(Shelf shelf, String id, ObjectNode document) {
        documents(shelf).put(id, document.deepCopy());
    }

    @Override
    public synchronized void delete(Shelf shelf, String id) {
        documents(shelf).remove(id);
    }

    private Map<String, ObjectNode> documents(Shelf shelf) {
        return shelves.computeIfAbsent(shelf, s -> new TreeMap<>());
    }
}
