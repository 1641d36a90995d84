package io.deckhand.core.internal.store;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Data that survives the process, in one directory: a queue of messages and some small states, in an append-only log.
 * Accepted data is on the device after one commit window at the latest; several records share one force. If the device
 * fails, the store continues in memory, tries again, and writes everything then.
 *
 * <p>Accepting never blocks on the device. Safe for use by any thread.
 */
public final class Store implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Store.class);

    /**
     * How long records of sent messages may wait for other records. If such a record is lost, the message is only sent
     * again; a force for each would double the wear.
     */
    private static final long GONE_MILLIS = 1_000;

    private static final byte[] NO_HEAD = {};

    private final Disk disk;
    private final Places places;
    private final States states;
    private final Log segments;
    private final Messages messages;
    private final Commits commits;
    private final Damage damage;

    private final Object lock = new Object();

    /** The losses found when a store was opened. */
    public record Damage(long records, long messages) {}

    /** The condition of a store. {@code failure} describes the device's failure, and is empty if there is none. */
    public record Condition(
            Optional<Instant> failingSince, String failure, long bytes, int files, long unwritten, Damage damage) {}

    private Store(StoreSettings settings, StoreThreads threads, Disk disk, Recovery found, Supplier<UUID> ids) {
        String name = "'" + settings.directory() + "'";
        StoreKey key = settings.key() == null ? null : new StoreKey(settings.key());
        this.disk = disk;
        this.places = found.places;
        this.states = found.states;
        this.damage = new Damage(found.damagedRecords, found.lostMessages);
        this.segments = new Log(disk, key, found, ids);
        this.messages = new Messages(name, segments, places);
        this.commits = new Commits(
                lock,
                name,
                settings.window(),
                threads,
                segments,
                states,
                messages,
                new Compaction(name, settings.bytes(), segments, states, messages, places));
        if (damage.records() > 0 || damage.messages() > 0) {
            log.warn(
                    "Store {}: {} records were damaged and left out, {} of them telemetry messages that are lost",
                    name,
                    damage.records(),
                    damage.messages());
        }
    }

    /**
     * Opens a store and reads its contents.
     *
     * @throws IllegalStateException if another process uses it, or it has another format or key; any other damage does
     *     not prevent opening
     */
    public static Store open(StoreSettings settings, StoreThreads threads) {
        return open(settings, threads, new FileDisk(settings.directory()));
    }

    static Store open(StoreSettings settings, StoreThreads threads, Disk disk) {
        return open(settings, threads, disk, UUID::randomUUID);
    }

    /** {@code ids} are those of the segments that it makes: a test that is to be replayed chooses them. */
    static Store open(StoreSettings settings, StoreThreads threads, Disk disk, Supplier<UUID> ids) {
        Recovery found = new Recovery(disk, settings.key() == null ? null : new StoreKey(settings.key()));
        IOException failure = null;
        try {
            failure = lock(disk);
            found.run();
        } catch (StoreInUse | UnknownFormat e) {
            closeQuietly(disk);
            throw new IllegalStateException(e.getMessage(), e);
        } catch (IOException e) {
            failure = e;
            found.lastLsn = Instant.now().toEpochMilli() << 16; // above all existing numbers, which cannot be read now
            found.lastMessage = Instant.now().toEpochMilli() << 8;
            found.lastSegment = Instant.now().getEpochSecond();
        }
        Store store = new Store(settings, threads, disk, found, ids);
        if (failure != null) {
            store.commits.beginFailing(failure);
        }
        return store;
    }

    /** {@return why it cannot be locked now; it can be read nevertheless} */
    private static @Nullable IOException lock(Disk disk) throws StoreInUse {
        try {
            disk.lock();
            return null;
        } catch (StoreInUse e) {
            throw e;
        } catch (IOException e) {
            return e;
        }
    }

    private static void closeQuietly(Disk disk) {
        try {
            disk.close();
        } catch (IOException e) {
            log.debug("A lock was not released", e);
        }
    }

    // Messages

    /**
     * An accepted message. {@code id} is the prefix of its message id; no other message has the same prefix and number.
     */
    public record Accepted(long number, UUID id) {}

    /**
     * Accepts a message.
     *
     * @param rank 0 to 127; among messages of the same rank, {@link #next} finds the oldest first
     * @param expiry the time at which it expires, in milliseconds since 1970; 0 if it does not expire
     */
    public Accepted add(int rank, long expiry, byte[] content) {
        return add(rank, expiry, NO_HEAD, content);
    }

    /** The same, with a content in two parts, which {@link #read} returns as one. */
    public Accepted add(int rank, long expiry, byte[] head, byte[] body) {
        synchronized (lock) {
            Accepted accepted = messages.add(rank, expiry, head, body);
            commits.request();
            return accepted;
        }
    }

    /** Deletes a message that need not be kept any more. */
    public void gone(long number) {
        synchronized (lock) {
            if (messages.remove(number)) {
                commits.requestWithin(GONE_MILLIS);
            }
        }
    }

    /** {@return the number of the next message of a rank after a number, or -1} */
    public long next(int rank, long after) {
        synchronized (lock) {
            return places.next(rank, after);
        }
    }

    /** A stored message. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, and not kept
    public record Kept(long number, UUID id, long expiry, byte[] content) {}

    /** {@return a message, or empty if it can no longer be read} */
    public Optional<Kept> read(long number) {
        synchronized (lock) {
            return messages.read(number);
        }
    }

    /** {@return how many messages of a rank there are} */
    public int count(int rank) {
        synchronized (lock) {
            return messages.count(rank);
        }
    }

    /** {@return the numbers of expired messages} */
    public List<Long> expired(long now) {
        synchronized (lock) {
            return messages.expired(now);
        }
    }

    /** {@return when the next unexpired message expires; 0 if none does} */
    public long nextExpiry(long now) {
        synchronized (lock) {
            return messages.nextExpiry(now);
        }
    }

    /** {@return the number of the last accepted message} */
    public long lastNumber() {
        synchronized (lock) {
            return segments.nextMessage() - 1;
        }
    }

    /**
     * Waits, up to a limit, until at most {@code most} bytes wait for the device; does not wait while the device fails.
     */
    public void awaitWritten(long most, Duration atMost) {
        commits.awaitWritten(most, atMost);
    }

    /** {@return the rank of an existing message} */
    public int rank(long number) {
        synchronized (lock) {
            return places.rank(number);
        }
    }

    public boolean contains(long number) {
        synchronized (lock) {
            return places.contains(number);
        }
    }

    /** {@return the bytes that messages take on disk} */
    public long messageBytes() {
        synchronized (lock) {
            return places.bytes();
        }
    }

    /** {@return the bytes that wait in memory for the device} */
    public long unwritten() {
        return segments.unwritten();
    }

    // States

    /** Stores a value by kind and name; it replaces the previous value. */
    public void put(Kind kind, String name, byte[] value) {
        synchronized (lock) {
            states.put(kind, name, value.clone());
            commits.request();
        }
    }

    /** Removes a value. */
    public void remove(Kind kind, String name) {
        synchronized (lock) {
            states.remove(kind, name);
            commits.request();
        }
    }

    /** {@return the values of a kind by their names, in the order in which they were put} */
    public Map<String, byte[]> all(Kind kind) {
        synchronized (lock) {
            return states.all(kind);
        }
    }

    /** {@return a value, if there is one} */
    public Optional<byte[]> get(Kind kind, String name) {
        synchronized (lock) {
            return Optional.ofNullable(states.get(kind, name));
        }
    }

    // Commits

    /** {@return completes when everything accepted so far is on the device, on a thread that must not be blocked} */
    public CompletableFuture<Void> kept() {
        return commits.kept();
    }

    /** The same as {@link #kept()}, but dependent stages may take time, as they do not delay commits. */
    public CompletableFuture<Void> keptAside() {
        CompletableFuture<Void> kept = kept();
        return kept.isDone() ? kept.copy() : kept.thenRunAsync(() -> {});
    }

    /** The same as {@link #kept()}, but commits without waiting for the window. */
    public CompletableFuture<Void> keepNow() {
        return commits.keepNow();
    }

    /** {@return the current condition} */
    public Condition condition() {
        synchronized (lock) {
            return new Condition(
                    Optional.ofNullable(commits.failingSince()),
                    commits.failure(),
                    segments.bytes(),
                    segments.files(),
                    segments.unwritten(),
                    damage);
        }
    }

    /** Writes the remaining data, if the device accepts it, and releases the directory. */
    @Override
    public void close() {
        if (commits.close()) {
            segments.closeQuietly();
            closeQuietly(disk);
        }
    }
}
