package io.deckhand.testkit.internal.blob;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.files.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A container of block blobs in temporary files, until the hub is closed. Safe for use by several threads. */
public final class BlobStore implements AutoCloseable {
    private final Map<String, Blob> blobs = new TreeMap<>();
    private final Map<String, Map<String, Path>> blocks = new HashMap<>();
    private final AtomicLong files = new AtomicLong();
    private @Nullable Path directory;

    /** What an uploader says of a blob; {@code md5} is empty if it does not. */
    public record Said(String contentType, String md5, Map<String, String> metadata) {}

    /** {@return an empty file for what is being uploaded} */
    public synchronized Path newFile() {
        try {
            if (directory == null) {
                directory = PrivateFiles.createTemporaryDirectory("deckhand-blobs-");
            }
            return Files.createFile(directory.resolve(Long.toString(files.incrementAndGet())));
        } catch (IOException e) {
            throw new UncheckedIOException("No file can be made for a blob.", e);
        }
    }

    /** Keeps a blob that came in one piece. */
    public synchronized Blob put(String name, Path file, Said said, Instant now) {
        blocks.remove(name);
        Blob blob = new Blob(name, file, size(file), said.contentType(), said.md5(), said.metadata(), now);
        blobs.put(name, blob);
        return blob;
    }

    /** Keeps a block of a blob, which becomes part of it when it is named in a block list. */
    public synchronized void putBlock(String name, String blockId, Path file) {
        blocks.computeIfAbsent(name, any -> new TreeMap<>()).put(blockId, file);
    }

    /** {@return the ids and sizes of a blob's blocks that no list has named yet} */
    public synchronized Map<String, Long> uncommitted(String name) {
        Map<String, Long> sizes = new TreeMap<>();
        blocks.getOrDefault(name, Map.of()).forEach((id, file) -> sizes.put(id, size(file)));
        return sizes;
    }

    /**
     * Makes a blob of its blocks.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for a block that did not come
     */
    public synchronized Blob commit(String name, List<String> blockIds, Said said, Instant now) {
        Map<String, Path> known = blocks.getOrDefault(name, Map.of());
        for (String id : blockIds) {
            if (!known.containsKey(id)) {
                throw new HubException(
                        HubError.ARGUMENT_INVALID, "The block list names a block that was not uploaded.");
            }
        }
        Path file = newFile();
        try (OutputStream out = Files.newOutputStream(file)) {
            for (String id : blockIds) {
                Files.copy(known.get(id), out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A blob cannot be put together.", e);
        }
        return put(name, file, said, now);
    }

    public synchronized Optional<Blob> find(String name) {
        return Optional.ofNullable(blobs.get(name));
    }

    /** {@return the blobs whose names begin so, by name} */
    public synchronized List<Blob> startingWith(String prefix) {
        return blobs.values().stream()
                .filter(blob -> blob.name().startsWith(prefix))
                .toList();
    }

    public synchronized boolean delete(String name) {
        return blobs.remove(name) != null;
    }

    /** Removes all files. */
    @Override
    public synchronized void close() {
        if (directory != null) {
            try {
                PrivateFiles.deleteDirectory(directory);
            } catch (IOException e) {
                throw new UncheckedIOException("The blobs in " + directory + " cannot be removed.", e);
            }
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("A blob cannot be read.", e);
        }
    }
}
