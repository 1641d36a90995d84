package io.deckhand.bench.keep;

import io.deckhand.core.internal.store.Store;
import io.deckhand.core.internal.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The agent's store, without an agent. */
final class StoreKeeper implements Keeper {
    private static final long MOST_BYTES = 1L << 30;

    /** As for the agent: its senders wait while more than that waits for the disk. */
    private static final long MOST_UNWRITTEN = 4 << 20;

    private final ScheduledExecutorService threads = Executors.newSingleThreadScheduledExecutor();
    private final Store store;
    private long taken = -1;

    StoreKeeper(Path directory) {
        store = Store.open(
                new StoreSettings(directory, MOST_BYTES, Duration.ofNanos(WINDOW_NANOS), null),
                (millis, task) -> threads.schedule(task, millis, TimeUnit.MILLISECONDS));
    }

    @Override
    public void add(byte[] body) {
        store.add(0, 0, body);
        store.awaitWritten(MOST_UNWRITTEN, Duration.ofSeconds(10));
    }

    @Override
    public void force() {
        store.keepNow().join();
    }

    @Override
    public void window() {
        // The store's own.
    }

    @Override
    public boolean take() {
        taken = store.next(0, taken);
        if (taken < 0) {
            return false;
        }
        if (store.read(taken).isEmpty()) {
            throw new IllegalStateException("Message " + taken + " cannot be read");
        }
        store.gone(taken);
        return true;
    }

    @Override
    public void close() {
        store.close();
        threads.shutdown();
    }
}
