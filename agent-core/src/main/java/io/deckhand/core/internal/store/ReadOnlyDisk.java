package io.deckhand.core.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A directory that is read without any change. */
final class ReadOnlyDisk implements Disk {
    private final Path directory;
    private final FileDisk files;

    ReadOnlyDisk(Path directory) {
        this.directory = directory;
        this.files = new FileDisk(directory);
    }

    @Override
    public List<String> names() throws IOException {
        return files.names();
    }

    @Override
    public byte[] read(String name) throws IOException {
        return files.read(name);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        Path file = directory.resolve(name);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return new DiskFile() {
            @Override
            public void write(ByteBuffer bytes, long at) throws IOException {
                throw new IOException("read only");
            }

            @Override
            public void read(ByteBuffer into, long at) throws IOException {
                new FileDisk.OpenFile(file, channel).read(into, at);
            }

            @Override
            public void force() {}

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    @Override
    public void delete(String name) throws IOException {
        throw new IOException("read only");
    }

    @Override
    public void forceNames() {}

    @Override
    public void lock() {}

    @Override
    public void close() {}
}
