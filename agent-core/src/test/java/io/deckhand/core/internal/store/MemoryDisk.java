package io.deckhand.core.internal.store;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A directory in memory, which remembers all that was done to it, and refuses writes when told to. A file that is written to becomes
 * another array, so directories share those of files that are the same.
 */
final class MemoryDisk implements Disk {
    final TreeMap<String, byte[]> files = new TreeMap<>();
    final List<Step> trace = new ArrayList<>();

    /** What writes fail with, if they do. */
    volatile String full = "";

    /** How many bytes a write that fails writes before. */
    int before;

    /** Something that was done to the directory. */
    sealed interface Step {
        @SuppressWarnings("ArrayRecordComponent") // nobody alters it
        record Write(String name, long at, byte[] bytes) implements Step {}

        record Force(String name) implements Step {}

        record Delete(String name) implements Step {}

        record ForceNames() implements Step {}
    }

    MemoryDisk() {}

    MemoryDisk(Map<String, byte[]> files) {
        this.files.putAll(files);
    }

    private void check() throws IOException {
        if (!full.isEmpty()) {
            throw new IOException(full);
        }
    }

    @Override
    public synchronized List<String> names() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public synchronized DiskFile open(String name) throws IOException {
        if (!files.containsKey(name)) {
            check();
            files.put(name, new byte[0]);
        }
        return new OpenFile(name);
    }

    @Override
    public synchronized byte[] read(String name) {
        return requireNonNull(files.get(name), name);
    }

    @Override
    public synchronized void delete(String name) {
        files.remove(name);
        trace.add(new Step.Delete(name));
    }

    @Override
    public synchronized void forceNames() throws IOException {
        check();
        trace.add(new Step.ForceNames());
    }

    @Override
    public void lock() {}

    @Override
    public void close() {}

    static byte[] written(byte[] file, long at, byte[] bytes) {
        byte[] grown = Arrays.copyOf(file, (int) Math.max(file.length, at + bytes.length));
        System.arraycopy(bytes, 0, grown, (int) at, bytes.length);
        return grown;
    }

    private final class OpenFile implements DiskFile {
        private final String name;

        OpenFile(String name) {
            this.name = name;
        }

        @Override
        public void write(ByteBuffer from, long at) throws IOException {
            synchronized (MemoryDisk.this) {
                byte[] bytes = new byte[full.isEmpty() ? from.remaining() : Math.min(before, from.remaining())];
                from.get(bytes);
                files.merge(name, bytes, (file, more) -> written(file, at, more));
                trace.add(new Step.Write(name, at, bytes));
                check();
            }
        }

        @Override
        public void read(ByteBuffer into, long at) throws IOException {
            synchronized (MemoryDisk.this) {
                byte[] file = files.get(name);
                if (file == null || at + into.remaining() > file.length) {
                    throw new EOFException();
                }
                into.put(file, (int) at, into.remaining());
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (MemoryDisk.this) {
                check();
                trace.add(new Step.Force(name));
            }
        }

        @Override
        public void close() {}
    }
}
