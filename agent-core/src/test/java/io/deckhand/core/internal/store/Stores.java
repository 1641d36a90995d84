package io.deckhand.core.internal.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A store whose commits happen when the test says so. */
final class Stores implements StoreThreads {
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    static final SecretKey KEY = new SecretKeySpec(new byte[32], "AES");

    static StoreSettings settings(@Nullable SecretKey key) {
        return new StoreSettings(Path.of("store"), 1L << 30, Duration.ofMillis(100), key);
    }

    Store open(Disk disk) {
        return Store.open(settings(null), this, disk);
    }

    /** Opens a store whose files are the same whenever a seed is. */
    Store open(StoreSettings settings, Disk disk, long seed) {
        Random random = new Random(seed);
        return Store.open(settings, this, disk, () -> new UUID(random.nextLong(), random.nextLong()));
    }

    @Override
    public void after(long millis, Runnable task) {
        tasks.add(task);
    }

    /** Runs the commits that are due, and those that they lead to. */
    void commit() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Runs the commits that are due now; one that fails asks for another. */
    void commitOnce() {
        List<Runnable> due = new ArrayList<>(tasks);
        tasks.clear();
        due.forEach(Runnable::run);
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** {@return the messages of a store, in their order} */
    static List<String> messages(Store store) {
        List<String> messages = new ArrayList<>();
        for (long number = store.next(0, -1); number >= 0; number = store.next(0, number)) {
            store.read(number).ifPresent(kept -> messages.add(new String(kept.content(), StandardCharsets.UTF_8)));
        }
        return messages;
    }
}
