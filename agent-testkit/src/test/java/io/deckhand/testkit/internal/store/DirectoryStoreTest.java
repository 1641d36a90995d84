package io.deckhand.testkit.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest {
    @TempDir
    Path directory;

    @Test
    void manyDocumentsTakeFewFiles() throws Exception {
        DirectoryStore store = new DirectoryStore(directory);
        for (int i = 0; i < 1_000; i++) {
            store.save(Shelf.DEVICES, "d" + i, document(i));
            store.save(Shelf.TWINS, "d" + i, document(i));
        }

        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).hasSizeLessThan(20);
        }
        assertThat(new DirectoryStore(directory).load(Shelf.TWINS))
                .hasSize(1_000)
                .containsEntry("d7", document(7));
    }

    @Test
    void theLastChangeCounts() {
        DirectoryStore store = new DirectoryStore(directory);
        store.save(Shelf.TWINS, "kept", document(1));
        store.save(Shelf.TWINS, "kept", document(2));
        store.save(Shelf.TWINS, "gone", document(3));
        store.delete(Shelf.TWINS, "gone");
        store.delete(Shelf.TWINS, "never there");

        assertThat(store.load(Shelf.TWINS)).hasSize(1).containsEntry("kept", document(2));
        assertThat(new DirectoryStore(directory).load(Shelf.TWINS)).hasSize(1).containsEntry("kept", document(2));
    }

    @Test
    void whatIsSupersededTakesNoRoomForLong() throws Exception {
        DirectoryStore store = new DirectoryStore(directory);
        ObjectNode large = Json.object().put("text", "x".repeat(1_000));
        store.save(Shelf.TWINS, "other", large);
        for (int i = 0; i < 2_000; i++) {
            store.save(Shelf.TWINS, "busy", large.deepCopy().put("n", i));
        }

        assertThat(Files.size(file())).isLessThan(300_000);
        assertThat(store.load(Shelf.TWINS))
                .hasEntrySatisfying(
                        "busy", kept -> assertThat(kept.path("n").asInt()).isEqualTo(1_999));
        assertThat(new DirectoryStore(directory).load(Shelf.TWINS)).containsOnlyKeys("other", "busy");
    }

    @Test
    void aLineWithoutItsEndWasNeverAcknowledgedAndIsCutOff() throws Exception {
        new DirectoryStore(directory).save(Shelf.TWINS, "kept", document(1));
        append("{\"id\":\"half\",\"docum");

        DirectoryStore store = new DirectoryStore(directory);
        store.save(Shelf.TWINS, "next", document(2));

        assertThat(new DirectoryStore(directory).load(Shelf.TWINS)).containsOnlyKeys("kept", "next");
    }

    @Test
    void aDamagedLineIsNamedAndNotPassedOver() throws Exception {
        new DirectoryStore(directory).save(Shelf.TWINS, "kept", document(1));
        append("no JSON\n");

        assertThatThrownBy(() -> new DirectoryStore(directory))
                .hasMessageContaining(file().toString())
                .hasMessageContaining("is damaged in line 3");
    }

    @Test
    void aFileForEachDocumentIsTakenOver() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("twins"));
        Path old = folder.resolve("d1-0123456789.json");
        Files.writeString(old, "{\"id\":\"d1\",\"document\":{\"n\":4}}");

        new DirectoryStore(directory);

        assertThat(old).doesNotExist();
        assertThat(new DirectoryStore(directory).load(Shelf.TWINS)).containsEntry("d1", document(4));
    }

    private void append(String text) throws IOException {
        Files.writeString(file(), text, StandardOpenOption.APPEND);
    }

    private Path file() {
        return directory.resolve("twins").resolve("documents.jsonl");
    }

    private static ObjectNode document(int n) {
        return Json.parseObject("{\"n\":" + n + "}");
    }
}
