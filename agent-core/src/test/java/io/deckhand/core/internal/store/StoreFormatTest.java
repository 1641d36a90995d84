package io.deckhand.core.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stores that this version wrote open in every later one. With {@code -Ddeckhand.fixture=write} they are written anew, which is right only
 * before a release.
 */
class StoreFormatTest {
    private static final Path FIXTURES = Path.of("src", "test", "resources", "stores");

    @TempDir
    Path directory;

    private final Stores threads = new Stores();

    private StoreSettings settings(Path at, boolean encrypted) {
        return new StoreSettings(at, 1L << 24, Duration.ofMillis(100), encrypted ? Stores.KEY : null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStoreOfTheFirstFormatOpens(boolean encrypted) throws IOException {
        Path fixture = FIXTURES.resolve(encrypted ? "v1-encrypted" : "v1");
        if ("write".equals(System.getProperty("deckhand.fixture"))) {
            write(fixture, encrypted);
        }
        try (var files = Files.list(fixture)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        try (Store store = Store.open(settings(directory, encrypted), threads)) {
            assertThat(Stores.messages(store)).containsExactly("m1", "m2");
            assertThat(store.next(2, -1)).as("of another rank").isEqualTo(4);
            assertThat(store.read(4).orElseThrow().expiry()).isEqualTo(4_102_444_800_000L);
            assertThat(store.all(Kind.REPORTED)).containsOnlyKeys("mode");
            assertThat(store.get(Kind.VALUE, "name")).hasValue(Stores.text("value"));
            assertThat(store.condition().damage()).isEqualTo(new Store.Damage(0, 0));
        }
    }

    private void write(Path fixture, boolean encrypted) throws IOException {
        try (Store store = Store.open(settings(fixture, encrypted), threads)) {
            store.add(0, 0, Stores.text("m0"));
            store.add(0, 0, Stores.text("m1"));
            store.add(0, 0, Stores.text("m2"));
            store.add(2, 4_102_444_800_000L, Stores.text("urgent"));
            store.put(Kind.REPORTED, "mode", Stores.text("\"eco\""));
            store.put(Kind.REPORTED, "gone", Stores.text("1"));
            store.put(Kind.VALUE, "name", Stores.text("value"));
            threads.commit();
            store.gone(1);
            store.remove(Kind.REPORTED, "gone");
        }
        Files.delete(fixture.resolve("lock"));
    }

    @Test
    void aLaterFormatIsRefusedAndNotTouched() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        try (Store store = threads.open(disk)) {
            store.add(0, 0, Stores.text("m"));
        }
        Bytes header = new Bytes(SegmentHeader.SIZE);
        byte[] file = disk.files.firstEntry().getValue();
        header.put(java.util.Arrays.copyOf(file, 8)).putInt(2).put(java.util.Arrays.copyOfRange(file, 12, 52));
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(header.buffer());
        header.putInt((int) crc.getValue());
        System.arraycopy(header.toArray(), 0, file, 0, SegmentHeader.SIZE);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> threads.open(disk))
                .hasMessageContaining("has the format 2, and this Deckhand reads the format 1");
    }
}
