package io.deckhand.core.internal.identity;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The small part of DER that keys and certificate requests need, and that the JDK cannot read or write: lengths below
 * 16 MB, and tags of one byte.
 */
final class Der {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OID = 0x06;
    static final int UTF8_STRING = 0x0c;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    /** Context-specific and constructed, number 0. */
    static final int CONTEXT_0 = 0xa0;

    private Der() {}

    /** {@return an element: its tag, the length, and the concatenated parts} */
    static byte[] of(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream element = new ByteArrayOutputStream(length + 5);
        element.write(tag);
        writeLength(element, length);
        for (byte[] part : parts) {
            element.write(part, 0, part.length);
        }
        return element.toByteArray();
    }

    private static void writeLength(ByteArrayOutputStream out, int length) {
        if (length < 0x80) {
            out.write(length);
            return;
        }
        int bytes = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
        out.write(0x80 | bytes);
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write(length >> shift);
        }
    }

    static byte[] oid(String hex) {
        return of(OID, HexFormat.of().parseHex(hex));
    }

    /** Reads the elements of one sequence. */
    static final class Reader {
        private final byte[] bytes;
        private int position;
        private final int end;

        private Reader(byte[] bytes, int position, int end) {
            this.bytes = bytes;
            this.position = position;
            this.end = end;
        }

        /**
         * {@return a reader for the content of the outermost sequence}
         *
         * @throws IllegalArgumentException if it is not a sequence; all methods here throw this on malformed DER
         */
        static Reader ofSequence(byte[] bytes) {
            return new Reader(bytes, 0, bytes.length).enter(SEQUENCE);
        }

        boolean hasNext() {
            return position < end;
        }

        int tag() {
            return hasNext() ? bytes[position] & 0xff : -1;
        }

        /** {@return a reader for the content of the next element, which this reader skips} */
        Reader enter(int tag) {
            int length = head(tag);
            Reader inner = new Reader(bytes, position, position + length);
            position += length;
            return inner;
        }

        /** {@return the content of the next element} */
        byte[] next(int tag) {
            int length = head(tag);
            byte[] content = Arrays.copyOfRange(bytes, position, position + length);
            position += length;
            return content;
        }

        /** {@return the whole next element} */
        byte[] element() {
            int start = position;
            int length = head(tag());
            position += length;
            return Arrays.copyOfRange(bytes, start, position);
        }

        private int head(int expected) {
            if (end - position < 2 || tag() != expected) {
                throw new IllegalArgumentException("Not the DER that was expected");
            }
            position++;
            int length = bytes[position++] & 0xff;
            if (length >= 0x80) {
                int count = length & 0x7f;
                if (count == 0 || count > 3 || count > end - position) {
                    throw new IllegalArgumentException("Not a length of DER");
                }
                length = 0;
                for (int i = 0; i < count; i++) {
                    length = (length << 8) | (bytes[position++] & 0xff);
                }
            }
            if (length > end - position) {
                throw new IllegalArgumentException("DER that ends early");
            }
            return length;
        }
    }
}
