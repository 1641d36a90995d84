package io.deckhand.core.internal.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.Checksum;

/** A growing byte buffer. Numbers are written in as few bytes as possible: seven bits per byte, the lowest first. */
public final class Bytes {
    private static final int MOST_REUSED = 16 * 1024;

    private byte[] array;
    private int size;

    /** {@code expected} is the expected number of bytes. */
    public Bytes(int expected) {
        this.array = new byte[Math.max(16, expected)];
    }

    public int size() {
        return size;
    }

    /** {@return the written bytes; shares them} */
    ByteBuffer buffer() {
        return ByteBuffer.wrap(array, 0, size);
    }

    /** Adds some of the written bytes to a checksum. */
    void addTo(Checksum checksum, int from, int length) {
        checksum.update(array, from, length);
    }

    /** {@return a copy of the written bytes} */
    public byte[] toArray() {
        return Arrays.copyOf(array, size);
    }

    /** {@return the position at which {@code more} bytes can be written; they count as written} */
    private int room(int more) {
        int at = size;
        if (at + more > array.length) {
            array = Arrays.copyOf(array, Math.max(at + more, array.length + array.length / 2));
        }
        size += more;
        return at;
    }

    /** Forgets what was written. Keeps the array, unless it is a large one. */
    Bytes clear() {
        size = 0;
        if (array.length > MOST_REUSED) {
            array = new byte[MOST_REUSED];
        }
        return this;
    }

    public Bytes put(int value) {
        int at = room(1); // may replace the array
        array[at] = (byte) value;
        return this;
    }

    Bytes putShort(short value) {
        return put(value >>> 8).put(value);
    }

    Bytes putInt(int value) {
        setInt(room(4), value);
        return this;
    }

    /** Replaces the four bytes at a position. */
    void setInt(int at, int value) {
        array[at] = (byte) (value >>> 24);
        array[at + 1] = (byte) (value >>> 16);
        array[at + 2] = (byte) (value >>> 8);
        array[at + 3] = (byte) value;
    }

    Bytes putLong(long value) {
        return putInt((int) (value >>> 32)).putInt((int) value);
    }

    Bytes putId(UUID id) {
        return putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    public Bytes put(byte[] bytes) {
        return put(bytes, bytes.length);
    }

    /** Writes what another one has. */
    Bytes put(Bytes from) {
        return put(from.array, from.size);
    }

    private Bytes put(byte[] bytes, int length) {
        int at = room(length); // may replace the array
        System.arraycopy(bytes, 0, array, at, length);
        return this;
    }

    public Bytes putNumber(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            put((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        return put((int) rest);
    }

    /** Writes a text with its length before it. */
    public Bytes putText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return putNumber(bytes.length).put(bytes);
    }

    /** Reads a number written by {@link #putNumber}. */
    public static long number(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = from.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }

    /** Reads a text written by {@link #putText}. */
    public static String text(ByteBuffer from) {
        byte[] bytes = new byte[Math.toIntExact(number(from))];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static UUID id(ByteBuffer from) {
        return new UUID(from.getLong(), from.getLong());
    }

    /** {@return all remaining bytes} */
    public static byte[] rest(ByteBuffer from) {
        byte[] rest = new byte[from.remaining()];
        from.get(rest);
        return rest;
    }
}
