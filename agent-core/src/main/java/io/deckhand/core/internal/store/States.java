package io.deckhand.core.internal.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The small values of a store, by kind and name, all in memory. A change is written with the next commit, so of several
 * changes within a commit window only the last is written. Not thread-safe: the store locks.
 */
final class States {
    private record Key(Kind kind, String name) {}

    private static final class Value {
        byte[] bytes;
        final long order;
        long lsn;
        long segment;

        Value(byte[] bytes, long order) {
            this.bytes = bytes;
            this.order = order;
        }
    }

    private final Map<Key, Value> values = new HashMap<>();
    private final Set<Key> changed = new LinkedHashSet<>();

    /**
     * Used while the log is read: when each value was removed, so that an older copy of its record does not restore it.
     */
    private final Map<Key, Long> removed = new HashMap<>();

    private long order;

    void put(Kind kind, String name, byte[] bytes) {
        Key key = new Key(kind, name);
        values.put(key, new Value(bytes, ++order));
        changed.remove(key);
        changed.add(key);
    }

    void remove(Kind kind, String name) {
        Key key = new Key(kind, name);
        if (values.remove(key) != null) {
            changed.add(key);
        }
    }

    /** {@return the values of a kind by their names, in the order in which they were put} */
    Map<String, byte[]> all(Kind kind) {
        List<Map.Entry<Key, Value>> found = new ArrayList<>();
        values.entrySet().stream()
                .filter(entry -> entry.getKey().kind() == kind)
                .sorted(Comparator.comparingLong(entry -> entry.getValue().order))
                .forEach(found::add);
        Map<String, byte[]> all = new LinkedHashMap<>();
        found.forEach(entry -> all.put(entry.getKey().name(), entry.getValue().bytes));
        return all;
    }

    byte @Nullable [] get(Kind kind, String name) {
        Value value = values.get(new Key(kind, name));
        return value == null ? null : value.bytes;
    }

    boolean isChanged() {
        return !changed.isEmpty();
    }

    /** Writes a record. */
    interface Writer {
        /** {@return the number of the segment to which it was written} */
        long write(Frame.Type type, Bytes content);
    }

    @SuppressWarnings("EnumOrdinal") // the order of the kinds is part of the format: new ones go last
    void writeChanges(Writer writer) {
        for (Key key : changed) {
            Value value = values.get(key);
            Bytes content = new Bytes(64).put(key.kind().ordinal()).putText(key.name());
            if (value == null) {
                writer.write(Frame.Type.REMOVE, content);
            } else {
                content.putNumber(value.order).put(value.bytes);
                value.segment = writer.write(Frame.Type.PUT, content);
            }
        }
        changed.clear();
    }

    /**
     * Marks all values of a segment to be written again with the next commit, so that the segment can be deleted.
     * {@return whether it holds any}
     */
    boolean leave(long segment) {
        boolean any = false;
        for (Map.Entry<Key, Value> entry : values.entrySet()) {
            if (entry.getValue().segment == segment) {
                changed.add(entry.getKey());
                any = true;
            }
        }
        return any;
    }

    /** Reads a record; an older one of the same name has no effect. */
    @SuppressWarnings("EnumOrdinal") // as above
    void read(Frame.Type type, ByteBuffer content, long lsn, long segment) {
        int kind = content.get();
        if (kind < 0 || kind >= Kind.values().length) {
            return; // a kind of a later version with the same format
        }
        Key key = new Key(Kind.values()[kind], Bytes.text(content));
        Value known = values.get(key);
        if (Math.max(known == null ? -1 : known.lsn, removed.getOrDefault(key, -1L)) >= lsn) {
            return;
        }
        if (type == Frame.Type.REMOVE) {
            values.remove(key);
            removed.put(key, lsn);
        } else {
            Value value = new Value(new byte[0], Bytes.number(content));
            value.bytes = Bytes.rest(content);
            value.lsn = lsn;
            value.segment = segment;
            values.put(key, value);
            order = Math.max(order, value.order);
        }
    }

    /** Called after reading: values from before the log's beginning are stale. */
    void endReading(long begin) {
        values.values().removeIf(value -> value.lsn < begin);
        removed.clear();
    }

    /** {@return the number of values of each kind} */
    Map<Kind, Integer> counts() {
        Map<Kind, Integer> counts = new java.util.EnumMap<>(Kind.class);
        values.keySet().forEach(key -> counts.merge(key.kind(), 1, Integer::sum));
        return counts;
    }

    /** {@return the names of a kind, sorted} */
    Set<String> names(Kind kind) {
        return new TreeSet<>(all(kind).keySet());
    }
}
