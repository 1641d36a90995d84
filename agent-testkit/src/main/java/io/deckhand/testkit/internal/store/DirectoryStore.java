package io.deckhand.testkit.internal.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Stores each shelf in a file of JSON lines in a data directory, see {@link ShelfLog}.
 *
 * <p>A change appends one line, so it is on disk before it is acknowledged. Thousands of devices take a dozen files,
 * which people can read. The files contain keys: only their owner can read them.
 */
public final class DirectoryStore implements StateStore {
    private static final String FILE = "documents.jsonl";

    private final Path directory;
    private final Map<Shelf, ShelfLog> logs = new EnumMap<>(Shelf.class);

    /**
     * Uses a directory, which is created if it does not exist.
     *
     * @throws UncheckedIOException when it cannot be created or written
     * @throws IllegalStateException when a file in it is damaged
     */
    public DirectoryStore(Path directory) {
        this.directory = directory;
        for (Shelf shelf : Shelf.values()) {
            try {
                PrivateFiles.createDirectory(directory.resolve(shelf.folder()));
                removeHalfWritten(directory.resolve(shelf.folder()));
                ShelfLog log = new ShelfLog(file(shelf));
                takeOver(directory.resolve(shelf.folder()), log);
                logs.put(shelf, log);
            } catch (IOException e) {
                throw new UncheckedIOException("The hub's state in " + file(shelf) + " cannot be opened.", e);
            }
        }
    }

    /** Files that a hub was writing when it was killed; their changes were never acknowledged. */
    private static void removeHalfWritten(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".tmp")).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Imports the state of earlier versions: a JSON file for each document. */
    private static void takeOver(Path folder, ShelfLog log) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                ObjectNode envelope = Json.parseObject(Files.readString(file));
                log.save(envelope.required("id").textValue(), Json.child(envelope, "document"));
                Files.delete(file);
            }
        }
    }

    @Override
    public synchronized Map<String, ObjectNode> load(Shelf shelf) {
        try {
            return log(shelf).load();
        } catch (IOException e) {
            throw new UncheckedIOException("The hub's state in " + file(shelf) + " cannot be read.", e);
        }
    }

    @Override
    public synchronized void save(Shelf shelf, String id, ObjectNode document) {
        try {
            log(shelf).save(id, document);
        } catch (IOException e) {
            throw new UncheckedIOException("The hub's state cannot be written to " + file(shelf) + ".", e);
        }
    }

    @Override
    public synchronized void delete(Shelf shelf, String id) {
        try {
            log(shelf).delete(id);
        } catch (IOException e) {
            throw new UncheckedIOException("The hub's state cannot be removed from " + file(shelf) + ".", e);
        }
    }

    private ShelfLog log(Shelf shelf) {
        ShelfLog log = logs.get(shelf);
        if (log == null) {
            throw new IllegalStateException("Every shelf has a log.");
        }
        return log;
    }

    private Path file(Shelf shelf) {
        return directory.resolve(shelf.folder()).resolve(FILE);
    }
}
