package io.deckhand.core.internal.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One record in a segment: a marker that identifies it after damage, the length of its content, a CRC32C of everything
 * that follows the CRC, the record's number in the log, its type, and its content.
 */
record Frame(long lsn, Type type, boolean sealed, ByteBuffer content, int size) {
    /** The type of a record; the position in this list is written to disk. */
    enum Type {
        /** Not used: zeros are not a record. */
        NONE,
        /** A telemetry message was accepted. */
        MESSAGE,
        /** A copy of a message whose older segment will be deleted. */
        COPY,
        /** Messages that need not be kept any more. */
        GONE,
        /** A state was set. */
        PUT,
        /** A state was removed. */
        REMOVE,
        /** The beginning of the log. */
        CHECKPOINT
    }

    private static final short MARKER = (short) 0xD3C4;
    private static final int MARKED = 2;
    private static final int CHECKED_FROM = MARKED + 4 + 4;
    static final int HEAD = CHECKED_FROM + 8 + 1;
    private static final int SEALED = 0x80;
    private static final Type[] TYPES = Type.values();

    /** The maximum content of a record: a message of 256 KB with its envelope. */
    static final int MOST_CONTENT = 1 << 19;

    @SuppressWarnings("EnumOrdinal") // the order of the types is part of the format: new ones go last
    static void write(Bytes to, long lsn, Type type, boolean sealed, Bytes content) {
        int at = to.size();
        to.putShort(MARKER)
                .putInt(content.size())
                .putInt(0)
                .putLong(lsn)
                .put(type.ordinal() | (sealed ? SEALED : 0))
                .put(content);
        CRC32C crc = new CRC32C();
        to.addTo(crc, at + MARKED, 4);
        to.addTo(crc, at + CHECKED_FROM, 9 + content.size());
        to.setInt(at + MARKED + 4, (int) crc.getValue());
    }

    private static int checksum(int length, ByteBuffer checked) {
        CRC32C crc = new CRC32C();
        crc.update(length >>> 24);
        crc.update(length >>> 16);
        crc.update(length >>> 8);
        crc.update(length);
        crc.update(checked.duplicate());
        return (int) crc.getValue();
    }

    /** {@return the record that begins at this position, or null if no intact record does} */
    static @Nullable Frame at(ByteBuffer bytes, int at) {
        if (bytes.limit() - at < HEAD || bytes.getShort(at) != MARKER) {
            return null;
        }
        int length = bytes.getInt(at + MARKED);
        if (length < 0 || length > MOST_CONTENT || length > bytes.limit() - at - HEAD) {
            return null;
        }
        ByteBuffer checked = bytes.slice(at + CHECKED_FROM, 9 + length);
        if (checksum(length, checked) != bytes.getInt(at + MARKED + 4)) {
            return null;
        }
        int type = checked.get(8) & (SEALED - 1);
        return type >= TYPES.length
                ? null
                : new Frame(
                        checked.getLong(0), TYPES[type], checked.get(8) < 0, checked.slice(9, length), HEAD + length);
    }
}
