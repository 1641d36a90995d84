package io.deckhand.core.internal.store;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The places of messages on disk. Each takes about 13 bytes, and 8 more with a time to live, so that a million messages
 * fit into a small heap. Chunks without a message are freed. Not thread-safe: the store locks.
 */
final class Places {
    private static final int CHUNK = 1024;
    private static final int OFFSET_BITS = 24;

    private static final class Chunk {
        final long[] places = new long[CHUNK]; // 0 for none: segments count from 1
        final int[] sizes = new int[CHUNK];
        final byte[] ranks = new byte[CHUNK];
        long @Nullable [] expiries;
        int inside;
    }

    private final TreeMap<Long, Chunk> chunks = new TreeMap<>();
    private int inside;
    private long bytes;

    int size() {
        return inside;
    }

    /** {@return the bytes that the messages take on disk} */
    long bytes() {
        return bytes;
    }

    private @Nullable Chunk chunk(long number) {
        return chunks.get(number / CHUNK);
    }

    private static int index(long number) {
        return (int) (number % CHUNK);
    }

    boolean contains(long number) {
        Chunk chunk = chunk(number);
        return chunk != null && chunk.places[index(number)] != 0;
    }

    /** Sets the place of a message. {@code expiry} is 0 if it has none. */
    void put(long number, int rank, long expiry, long segment, long offset, int size) {
        Chunk chunk = chunks.computeIfAbsent(number / CHUNK, absent -> new Chunk());
        int at = index(number);
        if (chunk.places[at] == 0) {
            chunk.inside++;
            inside++;
        }
        bytes += size - chunk.sizes[at];
        chunk.places[at] = segment << OFFSET_BITS | offset;
        chunk.sizes[at] = size;
        chunk.ranks[at] = (byte) rank;
        if (expiry != 0) {
            long[] expiries = chunk.expiries == null ? new long[CHUNK] : chunk.expiries;
            expiries[at] = expiry;
            chunk.expiries = expiries;
        }
    }

    long segment(long number) {
        Chunk chunk = chunk(number);
        return chunk == null ? 0 : chunk.places[index(number)] >>> OFFSET_BITS;
    }

    int offset(long number) {
        Chunk chunk = chunk(number);
        return chunk == null ? 0 : (int) (chunk.places[index(number)] & ((1 << OFFSET_BITS) - 1));
    }

    int size(long number) {
        Chunk chunk = chunk(number);
        return chunk == null ? 0 : chunk.sizes[index(number)];
    }

    int rank(long number) {
        Chunk chunk = chunk(number);
        return chunk == null ? 0 : chunk.ranks[index(number)];
    }

    long expiry(long number) {
        Chunk chunk = chunk(number);
        return chunk == null || chunk.expiries == null ? 0 : chunk.expiries[index(number)];
    }

    void remove(long number) {
        Chunk chunk = chunk(number);
        int at = index(number);
        if (chunk == null || chunk.places[at] == 0) {
            return;
        }
        bytes -= chunk.sizes[at];
        chunk.places[at] = 0;
        chunk.sizes[at] = 0;
        if (chunk.expiries != null) {
            chunk.expiries[at] = 0;
        }
        inside--;
        if (--chunk.inside == 0) {
            chunks.remove(number / CHUNK);
        }
    }

    /** {@return the next message of a rank after a number, or -1} */
    long next(int rank, long after) {
        long from = after + 1;
        for (Map.Entry<Long, Chunk> entry :
                chunks.tailMap(Math.floorDiv(from, CHUNK), true).entrySet()) {
            long start = entry.getKey() * CHUNK;
            Chunk chunk = entry.getValue();
            for (int i = (int) Math.max(0, from - start); i < CHUNK; i++) {
                if (chunk.places[i] != 0 && chunk.ranks[i] == rank) {
                    return start + i;
                }
            }
        }
        return -1;
    }

    /** {@return the number of the oldest message, or -1} */
    long first() {
        Map.Entry<Long, Chunk> first = chunks.firstEntry();
        for (int i = 0; first != null && i < CHUNK; i++) {
            if (first.getValue().places[i] != 0) {
                return first.getKey() * CHUNK + i;
            }
        }
        return -1;
    }

    /** Passes the numbers of all messages to a consumer, in order. The consumer must not remove messages. */
    void forEach(LongConsumer each) {
        chunks.forEach((key, chunk) -> {
            for (int i = 0; i < CHUNK; i++) {
                if (chunk.places[i] != 0) {
                    each.accept(key * CHUNK + i);
                }
            }
        });
    }
}
