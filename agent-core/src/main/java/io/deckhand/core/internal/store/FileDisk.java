package io.deckhand.core.internal.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A directory of the file system, accessible by its owner only if the file system supports POSIX permissions. */
final class FileDisk implements Disk {
    private final Path directory;
    private @Nullable StoreLock lock;

    FileDisk(Path directory) {
        this.directory = directory;
    }

    private boolean isPosix() {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private FileAttribute<?>[] ownerOnly(String permissions) {
        return isPosix()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private void makeDirectory() throws IOException {
        if (!Files.isDirectory(directory)) {
            Path parent = directory.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(directory, ownerOnly("rwx------"));
        } else if (isPosix()) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Override
    public List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                files.forEach(file -> names.add(String.valueOf(file.getFileName())));
            }
        }
        return names;
    }

    @Override
    public DiskFile open(String name) throws IOException {
        Path file = directory.resolve(name);
        return new OpenFile(file, FileChannel.open(file, Set.of(CREATE, READ, WRITE), ownerOnly("rw-------")));
    }

    @Override
    public byte[] read(String name) throws IOException {
        return Files.readAllBytes(directory.resolve(name));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
    }

    @Override
    public void forceNames() throws IOException {
        if (isPosix()) { // Windows cannot open a directory, and does not need to
            try (FileChannel channel = FileChannel.open(directory, READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public void lock() throws IOException {
        if (lock == null) {
            makeDirectory();
            lock = StoreLock.take(directory, ownerOnly("rw-------"));
        }
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }

    record OpenFile(Path file, FileChannel channel) implements DiskFile {
        @Override
        public void write(ByteBuffer bytes, long at) throws IOException {
            long position = at;
            while (bytes.hasRemaining()) {
                position += channel.write(bytes, position);
            }
        }

        @Override
        public void read(ByteBuffer into, long at) throws IOException {
            long position = at;
            while (into.hasRemaining()) {
                int read = channel.read(into, position);
                if (read < 0) {
                    throw new EOFException("the file ends at " + position);
                }
                position += read;
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
            if (!Files.exists(file)) { // what is written to a file without a name is lost with the process
                throw new NoSuchFileException(file.toString(), null, "it was deleted while the agent wrote to it");
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
