package io.deckhand.core.internal.store;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The header of a segment. If it is damaged, the segment can still be read, since the file name contains the required
 * data; only the number of missing records is then uncertain.
 *
 * @param firstLsn the number of its first record
 * @param firstMessage the number of the next message
 * @param keyCheck identifies the right key; 0 if the segment is not encrypted
 */
record SegmentHeader(UUID id, long firstLsn, long firstMessage, long keyCheck) {
    static final int VERSION = 1;
    private static final long MAGIC = 0x444543_4b48414e44L; // DECKHAND
    private static final int CHECKED = 8 + 4 + 16 + 8 + 8 + 8;
    static final int SIZE = CHECKED + 4;

    void write(Bytes to) {
        Bytes checked = new Bytes(CHECKED)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putId(id)
                .putLong(firstLsn)
                .putLong(firstMessage)
                .putLong(keyCheck);
        to.put(checked).putInt(checksum(checked.buffer()));
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /**
     * {@return the header, or null if it is damaged}
     *
     * @throws UnknownFormat if it is intact, but of another version
     */
    static @Nullable SegmentHeader read(ByteBuffer segment) throws UnknownFormat {
        if (segment.limit() < SIZE
                || segment.getLong(0) != MAGIC
                || checksum(segment.slice(0, CHECKED)) != segment.getInt(CHECKED)) {
            return null;
        }
        ByteBuffer bytes = segment.slice(8, CHECKED - 8);
        int version = bytes.getInt();
        if (version != VERSION) {
            throw new UnknownFormat("The store has the format " + version + ", and this Deckhand reads the format "
                    + VERSION + ". Use the version that wrote it, or another directory.");
        }
        return new SegmentHeader(Bytes.id(bytes), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }
}
