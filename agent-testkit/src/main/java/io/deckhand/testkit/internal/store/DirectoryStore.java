package io.deckhand.testkit.internal.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Keeps each document in a JSON file of its own under a data directory.
 *
 * <p>Small files, each replaced atomically (written beside, then moved over), need no log, no index and no repair: after
 * a crash every file is either the old or the new one, and a person can read them. A change costs one small write, so it
 * is made, and on the disk, before the change is acknowledged.
 *
 * <p>A file is called after its id, as far as file systems allow (they have their own ideas of case, length and
 * characters), and a digest of it; the id itself stands inside. The files hold keys: only their owner can read them.
 */
public final class DirectoryStore implements StateStore {
    private static final String ID = "id";
    private static final String DOCUMENT = "document";
    private static final int READABLE_LENGTH = 40;

    private final Path directory;

    /**
     * Uses a directory, made if it is not there.
     *
     * @throws UncheckedIOException when it cannot be made or written
     */
    public DirectoryStore(Path directory) {
        this.directory = directory;
        for (Shelf shelf : Shelf.values()) {
            createFolder(folder(shelf));
            removeHalfWritten(folder(shelf));
        }
    }

    @Override
    public synchronized Map<String, ObjectNode> load(Shelf shelf) {
        Map<String, ObjectNode> documents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder(shelf))) {
            files.filter(file -> file.toString().endsWith(".json")).forEach(file -> read(file, documents));
        } catch (IOException e) {
            throw new UncheckedIOException("The hub's state in " + folder(shelf) + " cannot be listed.", e);
        }
        return documents;
    }

    @Override
    public synchronized void save(Shelf shelf, String id, ObjectNode document) {
        ObjectNode envelope = Json.object().put(ID, id);
        envelope.set(DOCUMENT, document);
        Path file = file(shelf, id);
        try {
            PrivateFiles.write(file, Json.bytes(envelope));
        } catch (IOException e) {
            throw new UncheckedIOException("The hub's state cannot be written to " + file + ".", e);
        }
    }

    @Override
    public synchronized void delete(Shelf shelf, String id) {
        try {
            Files.deleteIfExists(file(shelf, id));
        } catch (IOException e) {
            throw new UncheckedIOException("The hub's state cannot be removed from " + file(shelf, id) + ".", e);
        }
    }

    /** Files that a hub was writing when it was killed; nobody was told that they were kept. */
    private static void removeHalfWritten(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".tmp")).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The hub's state in " + folder + " cannot be cleared up.", e);
        }
    }

    private static void createFolder(Path folder) {
        try {
            PrivateFiles.createDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The hub's data directory " + folder + " cannot be made.", e);
        }
    }

    private static void read(Path file, Map<String, ObjectNode> documents) {
        try {
            ObjectNode envelope = Json.parseObject(Files.readString(file));
            documents.put(envelope.required(ID).textValue(), (ObjectNode) envelope.required(DOCUMENT));
        } catch (IOException e) {
            throw new UncheckedIOException("The hub's state in " + file + " cannot be read.", e);
        } catch (HubException | IllegalArgumentException | ClassCastException e) {
            throw new IllegalStateException(
                    "The hub's state in " + file + " is damaged. Remove the file to go on without it.", e);
        }
    }

    private Path folder(Shelf shelf) {
        return directory.resolve(shelf.folder());
    }

    private Path file(Shelf shelf, String id) {
        String readable = id.replaceAll("[^A-Za-z0-9_-]", "_");
        String start = readable.substring(0, Math.min(readable.length(), READABLE_LENGTH));
        return folder(shelf).resolve(start + "-" + digest(id) + ".json");
    }

    private static String digest(String id) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
