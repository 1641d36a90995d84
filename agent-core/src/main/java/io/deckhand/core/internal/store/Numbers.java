package io.deckhand.core.internal.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** A set of message numbers, most of them consecutive. Not thread-safe. */
final class Numbers {
    private static final int CHUNK = 4096;

    private final TreeMap<Long, BitSet> chunks = new TreeMap<>();

    void add(long number) {
        chunks.computeIfAbsent(number / CHUNK, absent -> new BitSet()).set((int) (number % CHUNK));
    }

    boolean contains(long number) {
        BitSet chunk = chunks.get(number / CHUNK);
        return chunk != null && chunk.get((int) (number % CHUNK));
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    void clear() {
        chunks.clear();
    }

    /**
     * {@return the numbers as runs, in parts of limited size. A run is its distance from the end of the previous run,
     * and its length}
     */
    List<byte[]> runs(int mostBytes) {
        List<byte[]> parts = new ArrayList<>();
        Bytes part = new Bytes(64);
        long end = 0;
        for (long from = next(0); from >= 0; from = next(end)) {
            if (part.size() > mostBytes) {
                parts.add(part.toArray());
                part = new Bytes(64);
                end = 0;
            }
            long past = from;
            while (contains(past)) {
                past++;
            }
            part.putNumber(from - end).putNumber(past - from);
            end = past;
        }
        if (part.size() > 0) {
            parts.add(part.toArray());
        }
        return parts;
    }

    /** Adds the numbers of a part returned by {@link #runs}. */
    void addRuns(ByteBuffer part) {
        long end = 0;
        while (part.hasRemaining()) {
            long from = end + Bytes.number(part);
            end = from + Bytes.number(part);
            for (long number = from; number < end; number++) {
                add(number);
            }
        }
    }

    void forEach(LongConsumer each) {
        for (long number = next(0); number >= 0; number = next(number + 1)) {
            each.accept(number);
        }
    }

    private long next(long from) {
        for (var entry : chunks.tailMap(from / CHUNK, true).entrySet()) {
            long start = entry.getKey() * CHUNK;
            int bit = entry.getValue().nextSetBit((int) Math.max(0, from - start));
            if (bit >= 0) {
                return start + bit;
            }
        }
        return -1;
    }
}
