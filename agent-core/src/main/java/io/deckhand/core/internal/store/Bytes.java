package io.deckhand.core.internal.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** A growing byte buffer. Numbers are written in as few bytes as possible: seven bits per byte, the lowest first. */
public final class Bytes {
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

    /** {@return a copy of the written bytes} */
    public byte[] toArray() {
        return Arrays.copyOf(array, size);
    }

    private ByteBuffer room(int more) {
        if (size + more > array.length) {
            array = Arrays.copyOf(array, Math.max(size + more, array.length + array.length / 2));
        }
        ByteBuffer room = ByteBuffer.wrap(array, size, more);
        size += more;
        return room;
    }

    public Bytes put(int value) {
        room(1).put((byte) value);
        return this;
    }

    Bytes putShort(short value) {
        room(2).putShort(value);
        return this;
    }

    Bytes putInt(int value) {
        room(4).putInt(value);
        return this;
    }

    Bytes putLong(long value) {
        room(8).putLong(value);
        return this;
    }

    Bytes putId(UUID id) {
        return putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    public Bytes put(byte[] bytes) {
        room(bytes.length).put(bytes);
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
