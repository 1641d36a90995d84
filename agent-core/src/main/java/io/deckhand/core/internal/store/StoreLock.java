package io.deckhand.core.internal.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lock for writing to a directory. The operating system holds it, so it ends with the process in any case. The file
 * contains the pid, for the error message of a refused process.
 */
final class StoreLock implements Closeable {
    private static final String NAME = "lock";

    /** Beyond the pid, as a lock may prevent other processes from reading the locked range. */
    private static final long LOCKED_BYTE = 1L << 32;

    private final FileChannel channel;

    private StoreLock(FileChannel channel) {
        this.channel = channel;
    }

    static StoreLock take(Path directory, FileAttribute<?>[] ownerOnly) throws IOException {
        FileChannel channel = FileChannel.open(directory.resolve(NAME), Set.of(CREATE, READ, WRITE), ownerOnly);
        try {
            if (tryLock(channel) == null) {
                throw new StoreInUse("The store '" + directory + "' is in use by process " + pid(channel)
                        + ". Stop that process, or give each agent its own directory.");
            }
            channel.truncate(0);
            channel.write(US_ASCII.encode(Long.toString(ProcessHandle.current().pid())), 0);
            return new StoreLock(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException thisProcess) {
            return null;
        }
    }

    private static String pid(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(32);
        channel.read(text, 0);
        return text.position() == 0 ? "unknown" : US_ASCII.decode(text.flip()).toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
