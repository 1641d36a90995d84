package io.deckhand.testkit.internal.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reserves a directory for one hub. The operating system holds the lock, so it ends with the process, however that ends. The file
 * {@code lock} contains the process id, for the message to others.
 */
public final class DirectoryLock implements AutoCloseable {
    private static final String NAME = "lock";

    /** Beyond the process id, since a lock may prevent others from reading what is locked. */
    private static final long LOCKED_BYTE = 1L << 32;

    /**
     * What this process has locked. Whoever asks for it again is refused without opening the file: on Linux, closing one of two
     * channels to a file frees the process's lock on it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path held;
    private final FileChannel channel;

    private DirectoryLock(Path held, FileChannel channel) {
        this.held = held;
        this.channel = channel;
    }

    /**
     * Creates the directory if it does not exist, and locks it.
     *
     * @throws UncheckedIOException when it cannot be created or written
     * @throws IllegalStateException if another hub, in this process or another, has it
     */
    public static DirectoryLock take(Path directory) {
        try {
            PrivateFiles.createDirectory(directory);
            Path real = directory.toRealPath();
            if (!HELD.add(real)) {
                throw inUse(directory, "another hub of this process");
            }
            return lock(real, directory);
        } catch (IOException e) {
            throw new UncheckedIOException("The directory " + directory + " cannot be locked.", e);
        }
    }

    private static DirectoryLock lock(Path real, Path directory) throws IOException {
        try {
            return new DirectoryLock(real, locked(directory));
        } catch (IOException | RuntimeException e) {
            HELD.remove(real);
            throw e;
        }
    }

    private static FileChannel locked(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        FileChannel channel = FileChannel.open(file, Set.of(CREATE, READ, WRITE), PrivateFiles.ofOwner(file));
        try {
            if (tryLock(channel) == null) {
                throw inUse(directory, "the hub of process " + processId(channel));
            }
            channel.truncate(0);
            channel.write(US_ASCII.encode(Long.toString(ProcessHandle.current().pid())), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static IllegalStateException inUse(Path directory, String whom) {
        return new IllegalStateException("The directory '" + directory + "' is in use by " + whom
                + ". Stop that hub, or choose another data directory.");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException thisProcess) {
            return null;
        }
    }

    private static String processId(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(32);
        channel.read(text, 0);
        return text.position() == 0 ? "unknown" : US_ASCII.decode(text.flip()).toString();
    }

    /** Frees the directory. */
    @Override
    public void close() {
        HELD.remove(held);
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The lock of a directory cannot be freed.", e);
        }
    }
}
