package io.deckhand.core.internal.json;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * Collects what a generator writes. A generator has a buffer of 8,000 bytes itself, so it writes a short value at once, and an array
 * of exactly its length is all that it needs here.
 */
final class JsonBytes extends OutputStream {
    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int length;

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int count) {
        if (count > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    /** {@return all bytes; nothing may be written afterwards} */
    byte[] complete() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
