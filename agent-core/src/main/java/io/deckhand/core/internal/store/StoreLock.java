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
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The lock for writing to a directory. The operating system holds it, so it ends with the process in any case. The file
 * contains the pid, for the error message of a refused process.
 */
final class StoreLock implements Closeable {
    private static final String NAME = "lock";

    /** Beyond the pid, as a lock may prevent other processes from reading the locked range. */
    private static final long LOCKED_BYTE = 1L << 32;

    /**
     * What this process has locked. Whoever asks for it again is refused without opening the file: on Linux, closing one of two
     * channels to a file frees the process's lock on it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path held;
    private final FileChannel channel;

    private StoreLock(Path held, FileChannel channel) {
        this.held = held;
        this.channel = channel;
    }

    static StoreLock take(Path directory, FileAttribute<?>[] ownerOnly) throws IOException {
        Path real = directory.toRealPath();
        if (!HELD.add(real)) {
            throw inUse(directory, String.valueOf(ProcessHandle.current().pid()));
        }
        try {
            return new StoreLock(real, locked(directory, ownerOnly));
        } catch (IOException e) {
            HELD.remove(real);
            throw e;
        }
    }

    private static FileChannel locked(Path directory, FileAttribute<?>[] ownerOnly) throws IOException {
        FileChannel channel = FileChannel.open(directory.resolve(NAME), Set.of(CREATE, READ, WRITE), ownerOnly);
        try {
            if (tryLock(channel) == null) {
                throw inUse(directory, pid(channel));
            }
            channel.truncate(0);
            channel.write(US_ASCII.encode(Long.toString(ProcessHandle.current().pid())), 0);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static StoreInUse inUse(Path directory, String pid) {
        return new StoreInUse("The store '" + directory + "' is in use by process " + pid
                + ". Stop that process, or give each agent its own directory.");
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
        try {
            channel.close();
        } finally {
            HELD.remove(held);
        }
    }
}
