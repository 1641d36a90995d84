package io.deckhand.core.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The directory of a store: an interface through which tests lose, tear, damage and refuse writes. */
interface Disk extends Closeable {
    /** {@return the names of the files in it} */
    List<String> names() throws IOException;

    /** Creates a file if it does not exist, readable and writable by its owner only. */
    DiskFile open(String name) throws IOException;

    /** {@return the content of a file} */
    byte[] read(String name) throws IOException;

    void delete(String name) throws IOException;

    /** Forces all file creations and deletions so far to the device. */
    void forceNames() throws IOException;

    /**
     * Locks the directory for this process, unless it holds the lock already.
     *
     * @throws StoreInUse if another process holds it
     */
    void lock() throws IOException;

    /** An open file. */
    interface DiskFile extends Closeable {
        /** Writes all that remains in the buffer. */
        void write(ByteBuffer bytes, long at) throws IOException;

        /** Fills the buffer, or throws if the file ends before. */
        void read(ByteBuffer into, long at) throws IOException;

        /** Forces what was written to the device. */
        void force() throws IOException;
    }
}
