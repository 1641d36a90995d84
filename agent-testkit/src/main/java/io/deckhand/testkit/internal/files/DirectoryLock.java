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
import org.jspecify.annotations.Nullable;

/**
 * Reserves a directory for one hub. The operating system holds the lock, so it ends with the process, however that ends. The file
 * {@code lock} contains the process id, for the message to others.
 */
public final class DirectoryLock implements AutoCloseable {
    private static final String NAME = "lock";

    /** Beyond the process id, since a lock may prevent others from reading what is locked. */
    private static final long LOCKED_BYTE = 1L << 32;

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
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
            Path file = directory.resolve(NAME);
            return lock(directory, FileChannel.open(file, Set.of(CREATE, READ, WRITE), PrivateFiles.ofOwner(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("The directory " + directory + " cannot be locked.", e);
        }
    }

    private static DirectoryLock lock(Path directory, FileChannel channel) throws IOException {
        try {
            if (tryLock(channel) == null) {
                throw new IllegalStateException("The directory '" + directory + "' is in use by the hub of process "
                        + processId(channel) + ". Stop that hub, or choose another data directory.");
            }
            channel.truncate(0);
            channel.write(US_ASCII.encode(Long.toString(ProcessHandle.current().pid())), 0);
            return new DirectoryLock(channel);
        } catch (IOException | RuntimeException e) {
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

    private static String processId(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(32);
        channel.read(text, 0);
        return text.position() == 0 ? "unknown" : US_ASCII.decode(text.flip()).toString();
    }

    /** Frees the directory. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The lock of a directory cannot be freed.", e);
        }
    }
}
