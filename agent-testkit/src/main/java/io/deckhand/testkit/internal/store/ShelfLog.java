package io.deckhand.testkit.internal.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.files.PrivateFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one shelf in a file of lines: each line is a document with its id, and the last line with an id
 * counts. A line without a document deletes it.
 *
 * <p>A change appends one line. An incomplete last line of a killed hub was never acknowledged, and is removed. When
 * most lines are superseded, a new file is written and replaces the old one. Not safe for use by several threads.
 */
final class ShelfLog {
    private static final String ID = "id";
    private static final String DOCUMENT = "document";
    private static final String HEADER = "{\"deckhand\":\"state\",\"version\":1}\n";

    /** Smaller files are not rewritten. */
    private static final long SMALL = 256 * 1024;

    private static final int MOST_SUPERSEDED = 4;

    private final Path file;
    private final Map<String, Integer> sizes = new HashMap<>();
    private long size;
    private long liveSize;

    /**
     * Opens the log, and creates it if it does not exist.
     *
     * @throws IOException when it cannot be read or written
     * @throws IllegalStateException when it is damaged
     */
    ShelfLog(Path file) throws IOException {
        this.file = file;
        if (!Files.exists(file)) {
            PrivateFiles.write(file, HEADER.getBytes(StandardCharsets.UTF_8));
        }
        cutOffHalfLine();
        load().forEach((id, document) -> count(id, line(id, document).length));
        size = Files.size(file);
    }

    Map<String, ObjectNode> load() throws IOException {
        Map<String, ObjectNode> documents = new TreeMap<>();
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !(lines.get(0) + "\n").equals(HEADER)) {
            throw damaged(1, null);
        }
        for (int i = 1; i < lines.size(); i++) {
            read(i + 1, lines.get(i), documents);
        }
        return documents;
    }

    void save(String id, ObjectNode document) throws IOException {
        byte[] line = line(id, document);
        append(line);
        count(id, line.length);
        writeAnewIfWorthIt();
    }

    void delete(String id) throws IOException {
        if (!sizes.containsKey(id)) {
            return;
        }
        append(line(id, null));
        count(id, 0);
        writeAnewIfWorthIt();
    }

    private void append(byte[] line) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer left = ByteBuffer.wrap(line);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(false);
        } catch (IOException e) {
            // If the disk was full, half of the line may have been written.
            cutOffHalfLine();
            throw e;
        }
        size += line.length;
    }

    private void count(String id, int length) {
        Integer before = length == 0 ? sizes.remove(id) : sizes.put(id, length);
        liveSize += length - (before == null ? 0 : before);
    }

    private void writeAnewIfWorthIt() throws IOException {
        if (size < SMALL || size < MOST_SUPERSEDED * liveSize) {
            return;
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(HEADER.getBytes(StandardCharsets.UTF_8));
        load().forEach((id, document) -> content.writeBytes(line(id, document)));
        PrivateFiles.write(file, content.toByteArray());
        size = content.size();
    }

    private void cutOffHalfLine() throws IOException {
        byte[] content = Files.readAllBytes(file);
        int end = content.length;
        while (end > 0 && content[end - 1] != '\n') {
            end--;
        }
        if (end > 0 && end < content.length) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(end);
                channel.force(true);
            }
        }
    }

    private void read(int number, String line, Map<String, ObjectNode> documents) {
        try {
            ObjectNode envelope = Json.parseObject(line);
            String id = envelope.required(ID).textValue();
            if (envelope.has(DOCUMENT)) {
                documents.put(id, (ObjectNode) envelope.required(DOCUMENT));
            } else {
                documents.remove(id);
            }
        } catch (HubException | IllegalArgumentException | ClassCastException e) {
            throw damaged(number, e);
        }
    }

    private IllegalStateException damaged(int line, @Nullable Throwable cause) {
        return new IllegalStateException(
                "The hub's state in " + file + " is damaged in line " + line
                        + ". Delete the line to continue without it, or the file to continue without all it contains.",
                cause);
    }

    private static byte[] line(String id, @Nullable ObjectNode document) {
        ObjectNode envelope = Json.object().put(ID, id);
        if (document != null) {
            envelope.set(DOCUMENT, document);
        }
        return (Json.text(envelope) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
