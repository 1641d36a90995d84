package io.deckhand.core.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    private final MemoryDisk disk = new MemoryDisk();
    private final Stores threads = new Stores();

    private static void add(Store store, int from, int to) {
        IntStream.range(from, to).forEach(i -> store.add(0, 0, Stores.text("m" + i)));
    }

    private static List<String> named(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    @Test
    void messagesOutliveInOrderWithTheirIdsAndThoseThatAreGoneDoNot() {
        List<Store.Accepted> accepted = new ArrayList<>();
        try (Store store = threads.open(disk)) {
            for (int i = 0; i < 10; i++) {
                accepted.add(store.add(0, 0, Stores.text("m" + i)));
            }
            accepted.subList(0, 3).forEach(message -> store.gone(message.number()));
            store.gone(accepted.get(5).number());
        }
        try (Store store = threads.open(disk)) {
            assertThat(Stores.messages(store)).containsExactly("m3", "m4", "m6", "m7", "m8", "m9");
            UUID id = store.read(accepted.get(3).number()).orElseThrow().id();
            assertThat(id).isEqualTo(accepted.get(3).id());
            assertThat(store.condition().damage()).isEqualTo(new Store.Damage(0, 0));
        }
    }

    @Test
    void aNumberThatAPowerCutTookBackHasAnotherId() {
        Store.Accepted lost;
        try (Store store = threads.open(disk)) {
            add(store, 0, 1);
            threads.commit();
            MemoryDisk before = new MemoryDisk(disk.files);
            lost = store.add(0, 0, Stores.text("sent, and never on disk"));
            Store after = threads.open(before);
            Store.Accepted again = after.add(0, 0, Stores.text("another"));
            assertThat(again.number()).isEqualTo(lost.number());
            assertThat(again.id()).isNotEqualTo(lost.id());
        }
    }

    @Test
    void keptIsToldWithTheCommitAndNotBefore() {
        Store store = threads.open(disk);
        assertThat(store.kept()).isDone();
        add(store, 0, 1);
        CompletableFuture<Void> kept = store.kept();
        assertThat(kept).isNotDone();
        threads.commit();
        assertThat(kept).isDone();
        assertThat(store.kept()).isDone();
    }

    @Test
    void statesOutliveWithTheirLastValueInOrder() {
        try (Store store = threads.open(disk)) {
            store.put(Kind.REPORTED, "a", Stores.text("1"));
            store.put(Kind.REPORTED, "b", Stores.text("2"));
            threads.commit();
            store.put(Kind.REPORTED, "a", Stores.text("3"));
            store.put(Kind.VALUE, "a", Stores.text("other"));
            store.put(Kind.REPORTED, "c", Stores.text("4"));
            threads.commit();
            store.remove(Kind.REPORTED, "c");
        }
        try (Store store = threads.open(disk)) {
            assertThat(store.all(Kind.REPORTED)).containsOnlyKeys("b", "a");
            assertThat(new ArrayList<>(store.all(Kind.REPORTED).keySet())).containsExactly("b", "a");
            assertThat(store.get(Kind.VALUE, "a")).hasValue(Stores.text("other"));
        }
    }

    @Test
    void segmentsGoOnceAllInThemIsGoneAndStatesMoveOn() {
        Store store = threads.open(disk);
        store.put(Kind.VALUE, "name", Stores.text("value"));
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < 100; i++) {
                store.gone(store.add(0, 0, new byte[1000]).number());
            }
            threads.commit();
        }
        assertThat(disk.files).hasSizeLessThanOrEqualTo(2);
        Store again = threads.open(new MemoryDisk(disk.files));
        assertThat(again.get(Kind.VALUE, "name")).hasValue(Stores.text("value"));
        assertThat(Stores.messages(again)).isEmpty();
        assertThat(again.condition().damage()).isEqualTo(new Store.Damage(0, 0));
    }

    @Test
    void segmentsGoThoughNothingIsWrittenAfterwards() {
        Store store = threads.open(disk);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            numbers.add(store.add(0, 0, new byte[1000]).number());
        }
        threads.commit();
        assertThat(disk.files).hasSizeGreaterThan(2);
        numbers.forEach(store::gone);
        threads.commit();
        assertThat(disk.files).hasSize(1);
    }

    @Test
    void aMessageThatNobodyTakesHoldsUpNoOtherSegment() {
        Store store =
                Store.open(new StoreSettings(Path.of("store"), 5L << 20, Duration.ofMillis(100), null), threads, disk);
        store.add(1, 0, Stores.text("low"));
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < 100; i++) {
                store.gone(store.add(0, 0, new byte[1000]).number());
            }
            threads.commit();
        }
        assertThat(store.condition().bytes()).isLessThanOrEqualTo(5L << 20);
        Store again = threads.open(new MemoryDisk(disk.files));
        long low = again.next(1, -1);
        assertThat(again.read(low).orElseThrow().content()).isEqualTo(Stores.text("low"));
        assertThat(again.condition().damage()).isEqualTo(new Store.Damage(0, 0));
    }

    @Test
    void aFullDiskIsToldAndAllIsWrittenOnceItHasRoom() {
        Store store = threads.open(disk);
        add(store, 0, 5);
        threads.commit();
        disk.full = "No space left on device";
        disk.before = 7;
        add(store, 5, 10);
        CompletableFuture<Void> kept = store.kept();
        threads.commitOnce();
        add(store, 10, 12);
        threads.commitOnce();
        assertThat(store.condition().failure()).contains("No space left on device");
        assertThat(store.condition().failingSince()).isPresent();
        assertThat(kept).isNotDone();
        assertThat(Stores.messages(store)).isEqualTo(named(0, 12));
        disk.full = "";
        threads.commit();
        assertThat(kept).isDone();
        assertThat(store.condition().failingSince()).isEmpty();
        assertThat(Stores.messages(threads.open(new MemoryDisk(disk.files)))).isEqualTo(named(0, 12));
    }

    @Test
    void nothingIsCalledKeptOnceTheDirectoryIsDeleted(@TempDir Path parent) throws IOException {
        Path directory = parent.resolve("store");
        try (Store store = threads.open(new FileDisk(directory))) {
            add(store, 0, 5);
            CompletableFuture<Void> before = store.kept();
            threads.commit();
            assertThat(before).isDone();

            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
            add(store, 5, 10);
            CompletableFuture<Void> after = store.kept();
            threads.commitOnce();
            threads.commitOnce();

            assertThat(after).isNotDone();
            assertThat(store.condition().failingSince()).isPresent();
            assertThat(store.condition().failure()).contains(directory.toString());
        }
    }

    @Test
    void anEncryptedStoreHidesWhatItHoldsAndOpensByItsKeyOnly() {
        Store store = Store.open(Stores.settings(Stores.KEY), threads, disk);
        store.add(0, 0, Stores.text("a secret reading"));
        store.put(Kind.REPORTED, "secret.path", Stores.text("a secret value"));
        threads.commit();
        disk.files
                .values()
                .forEach(file -> assertThat(new String(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("secret"));
        Store again = Store.open(Stores.settings(Stores.KEY), threads, disk);
        assertThat(Stores.messages(again)).containsExactly("a secret reading");
        assertThat(again.all(Kind.REPORTED)).containsOnlyKeys("secret.path");
        assertThatThrownBy(() -> Store.open(
                        Stores.settings(
                                new SecretKeySpec(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6}, "AES")),
                        threads,
                        disk))
                .hasMessageContaining("Give the right key");
        assertThatThrownBy(() -> threads.open(disk)).hasMessageContaining("is encrypted");
    }

    /** A program that locks a store, and ends with 3 if it is in use. */
    static final class Locking {
        public static void main(String[] arguments) throws IOException {
            try {
                StoreLock.take(Path.of(arguments[0]), new FileAttribute<?>[0]);
            } catch (StoreInUse e) {
                System.exit(3);
            }
        }
    }

    private static int lockedElsewhere(Path store) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Locking.class.getName(),
                        store.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    @Test
    void aSecondProcessIsRefusedWithThePidOfTheFirst(@TempDir Path directory) throws Exception {
        StoreSettings settings = new StoreSettings(directory.resolve("d"), 1L << 24, Duration.ZERO, null);
        try (Store first = Store.open(settings, threads)) {
            assertThatThrownBy(() -> Store.open(settings, threads))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
            assertThat(lockedElsewhere(settings.directory())).isEqualTo(3);
        }
        assertThat(lockedElsewhere(settings.directory())).isZero();
        Store.open(settings, threads).close();
    }

    @Test
    void onlyItsOwnerMayRead(@TempDir Path directory) throws IOException {
        Path store = directory.resolve("d");
        try (Store opened = Store.open(new StoreSettings(store, 1L << 24, Duration.ZERO, null), threads)) {
            add(opened, 0, 1);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store)))
                .isEqualTo("rwx------");
        try (var files = Files.list(store)) {
            assertThat(files.toList())
                    .hasSize(2)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void aStoreThatCannotBeMadeDoesNotKeepAnybodyFromRunning(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Store store = Store.open(new StoreSettings(file.resolve("d"), 1L << 24, Duration.ZERO, null), threads);
        add(store, 0, 3);
        threads.commitOnce();
        assertThat(store.condition().failingSince()).isPresent();
        assertThat(Stores.messages(store)).isEqualTo(named(0, 3));
        Files.delete(file);
        threads.commit();
        assertThat(store.condition().failingSince()).isEmpty();
        store.close();
        try (Store again = Store.open(new StoreSettings(file.resolve("d"), 1L << 24, Duration.ZERO, null), threads)) {
            assertThat(Stores.messages(again)).isEqualTo(named(0, 3));
        }
    }

    @Test
    void aClosedStoreWritesNothingMoreAndLeavesItsDirectoryToOthers(@TempDir Path directory) {
        StoreSettings settings = new StoreSettings(directory, 1L << 30, Duration.ofMillis(100), null);
        Store store = Store.open(settings, threads);
        long number = store.add(0, 0, Stores.text("m")).number();
        store.close();
        store.gone(number); // an acknowledgement that comes late
        threads.commit(); // a timer that was set before
        try (Store next = Store.open(settings, threads)) {
            assertThat(Stores.messages(next)).containsExactly("m");
        }
    }
}
