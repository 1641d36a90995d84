package io.deckhand.core.internal.store;

import io.deckhand.AgentException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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

    private static final long RETRY_MILLIS = 1_000;

    /**
     * How long records of sent messages may wait for other records. If such a record is lost, the message is only sent
     * again; a force for each would double the wear.
     */
    private static final long GONE_MILLIS = 1_000;

    /** If this many bytes wait, they are written before the window ends. */
    private static final long MUCH = 1 << 20;

    /** Each part of a record of messages that are gone stays well below a record's limit. */
    private static final int GONE_BYTES = 64 * 1024;

    private final StoreSettings settings;
    private final String place;
    private final StoreThreads threads;
    private final Disk disk;
    private final Places places;
    private final States states;
    private final Log segments;
    private final Numbers gone = new Numbers();
    private final Damage damage;

    private final Object lock = new Object();
    private long lastMessage;
    private CompletableFuture<Void> next = new CompletableFuture<>();
    private CompletableFuture<Void> current = new CompletableFuture<>();
    private boolean committing;
    private long due = Long.MAX_VALUE;
    private @Nullable Segment leaving;
    private @Nullable Instant failingSince;
    private String failure = "";
    private boolean closed;

    /** From now on nothing is written: the directory may be another's. */
    private boolean ended;

    /** The losses found when a store was opened. */
    public record Damage(long records, long messages) {}

    /** The condition of a store. {@code failure} describes the device's failure, and is empty if there is none. */
    public record Condition(
            Optional<Instant> failingSince, String failure, long bytes, int files, long unwritten, Damage damage) {}

    private Store(StoreSettings settings, StoreThreads threads, Disk disk, Recovery found, Supplier<UUID> ids) {
        this.settings = settings;
        this.place = "'" + settings.directory() + "'";
        this.threads = threads;
        this.disk = disk;
        this.places = found.places;
        this.states = found.states;
        this.damage = new Damage(found.damagedRecords, found.lostMessages);
        this.lastMessage = found.lastMessage;
        StoreKey key = settings.key() == null ? null : new StoreKey(settings.key());
        this.segments = new Log(disk, key, found, ids);
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
        store.opened(failure);
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

    private void opened(@Nullable IOException problem) {
        if (damage.records() > 0 || damage.messages() > 0) {
            log.warn(
                    "Store {}: {} records were damaged and left out, {} of them telemetry messages that are lost",
                    place,
                    damage.records(),
                    damage.messages());
        }
        if (problem != null) {
            synchronized (lock) {
                failing(problem);
                request(RETRY_MILLIS);
            }
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
        synchronized (lock) {
            long number = ++lastMessage;
            byte[] record = new Bytes(content.length + 16)
                    .put(rank)
                    .putNumber(number)
                    .putNumber(expiry)
                    .put(content)
                    .toArray();
            Log.Place at = segments.append(Frame.Type.MESSAGE, record, number);
            places.put(number, rank, expiry, at.segment().number, at.offset(), at.size());
            at.segment().messages++;
            request(settings.window().toMillis());
            return new Accepted(number, at.segment().id);
        }
    }

    /** Deletes a message that need not be kept any more. */
    public void gone(long number) {
        synchronized (lock) {
            if (!places.contains(number)) {
                return;
            }
            Segment segment = segments.find(places.segment(number));
            if (segment != null) {
                segment.messages--;
            }
            places.remove(number);
            gone.add(number);
            request(
                    settings.window().isZero()
                            ? 0
                            : Math.max(GONE_MILLIS, settings.window().toMillis()));
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
            Segment segment = segments.find(places.segment(number));
            if (segment == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(segments.message(number, segment, places));
            } catch (IOException | RuntimeException e) {
                log.warn("Store {}: message {} cannot be read: {}", place, number, e.toString());
                return Optional.empty();
            }
        }
    }

    /** {@return how many messages of a rank there are} */
    public int count(int rank) {
        synchronized (lock) {
            int[] count = {0};
            places.forEach(number -> count[0] += places.rank(number) == rank ? 1 : 0);
            return count[0];
        }
    }

    /** {@return the numbers of expired messages} */
    public List<Long> expired(long now) {
        synchronized (lock) {
            List<Long> expired = new ArrayList<>();
            places.forEach(number -> {
                long expiry = places.expiry(number);
                if (expiry != 0 && expiry <= now) {
                    expired.add(number);
                }
            });
            return expired;
        }
    }

    /** {@return when the next unexpired message expires; 0 if none does} */
    public long nextExpiry(long now) {
        synchronized (lock) {
            long[] next = {0};
            places.forEach(number -> {
                long expiry = places.expiry(number);
                if (expiry > now && (next[0] == 0 || expiry < next[0])) {
                    next[0] = expiry;
                }
            });
            return next[0];
        }
    }

    /** {@return the number of the last accepted message} */
    public long lastNumber() {
        synchronized (lock) {
            return lastMessage;
        }
    }

    /**
     * Waits, up to a limit, until at most {@code most} bytes wait for the device; does not wait while the device fails.
     */
    public void awaitWritten(long most, Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        synchronized (lock) {
            long left = atMost.toNanos();
            while (left > 0 && failingSince == null && !closed && segments.unwritten() > most) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                left = until - System.nanoTime();
            }
        }
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
        synchronized (lock) {
            return segments.unwritten();
        }
    }

    // States

    /** Stores a value by kind and name; it replaces the previous value. */
    public void put(Kind kind, String name, byte[] value) {
        synchronized (lock) {
            states.put(kind, name, value.clone());
            request(settings.window().toMillis());
        }
    }

    /** Removes a value. */
    public void remove(Kind kind, String name) {
        synchronized (lock) {
            states.remove(kind, name);
            request(settings.window().toMillis());
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
        synchronized (lock) {
            if (!isClean()) {
                return next;
            }
            return segments.isWritten() ? CompletableFuture.completedFuture(null) : current;
        }
    }

    /** The same as {@link #kept()}, but dependent stages may take time, as they do not delay commits. */
    public CompletableFuture<Void> keptAside() {
        CompletableFuture<Void> kept = kept();
        return kept.isDone() ? kept.copy() : kept.thenRunAsync(() -> {});
    }

    private boolean isClean() {
        return !segments.isAppended() && !states.isChanged() && gone.isEmpty();
    }

    /** The same as {@link #kept()}, but commits without waiting for the window. */
    public CompletableFuture<Void> keepNow() {
        synchronized (lock) {
            CompletableFuture<Void> kept = kept();
            if (!kept.isDone()) {
                request(0);
            }
            return kept;
        }
    }

    private void request(long window) {
        long millis = failingSince != null ? RETRY_MILLIS : segments.unwritten() > MUCH ? 0 : window;
        long at = System.nanoTime() / 1_000_000 + millis;
        if (!closed && at < due) {
            due = at;
            if (!committing) {
                schedule(millis);
            }
        }
    }

    private void schedule(long millis) {
        try {
            threads.after(millis, this::commit);
        } catch (RejectedExecutionException closing) {
            // Closing commits once more.
        }
    }

    private void commit() {
        synchronized (lock) {
            due = Long.MAX_VALUE;
            if (committing || ended || !begin()) {
                return;
            }
        }
        IOException problem = write();
        CompletableFuture<Void> done = null;
        synchronized (lock) {
            committing = false;
            if (problem == null) {
                done = current;
                segments.written();
                working();
                trim();
            } else {
                segments.failed();
                failing(problem);
            }
            lock.notifyAll();
            again();
        }
        if (done != null) {
            done.complete(null);
        }
    }

    /** {@return whether there is anything to write} */
    private boolean begin() {
        if (!segments.isBehind()) {
            if (isClean()) {
                return false;
            }
            collect();
            current = next;
            next = new CompletableFuture<>();
            segments.take();
        }
        committing = true;
        return true;
    }

    private void collect() {
        states.writeChanges((type, content) -> append(type, content).segment().number);
        for (byte[] part : gone.runs(GONE_BYTES)) {
            append(Frame.Type.GONE, part);
        }
        gone.clear();
        Segment left = leaving;
        if (left != null) {
            Segment first = segments.after(left);
            append(
                    Frame.Type.CHECKPOINT,
                    new Bytes(32)
                            .putNumber(first.number)
                            .putNumber(first.firstLsn)
                            .putNumber(Math.max(0, places.first()))
                            .toArray());
        }
    }

    private Log.Place append(Frame.Type type, byte[] content) {
        return segments.append(type, content, lastMessage + 1);
    }

    private @Nullable IOException write() {
        try {
            segments.write();
            return null;
        } catch (IOException e) {
            return e;
        } catch (RuntimeException e) {
            return new IOException(e.toString(), e);
        }
    }

    /** Schedules the next commit for data that arrived meanwhile, at the time requested for it. */
    private void again() {
        long wanted = due - System.nanoTime() / 1_000_000;
        due = Long.MAX_VALUE;
        if (segments.isBehind() || !isClean() || leaving != null) {
            request(Math.max(0, Math.min(wanted, settings.window().toMillis())));
        }
    }

    private void failing(IOException problem) {
        if (failingSince == null) {
            failingSince = Instant.now();
            log.warn(
                    "Store {}: writing to disk fails ({}); data is kept in memory until it succeeds",
                    place,
                    problem.toString());
        }
        failure = problem.toString();
        Segment oldest = segments.oldest();
        if (oldest != null && oldest.messages == 0 && !states.leave(oldest.number)) {
            delete(oldest); // makes room on a full disk
        }
    }

    private void working() {
        if (failingSince != null) {
            log.info("Store {}: writing to disk succeeds again; all data is on disk", place);
            failingSince = null;
            failure = "";
        }
    }

    /**
     * Deletes the oldest segments that hold no needed records. Segments before the checkpoint of this commit are
     * deleted now, further ones with the next commit. If the files exceed their limit, the needed records of the oldest
     * segment are copied first.
     */
    private void trim() {
        Segment left = leaving;
        for (Segment oldest = segments.oldest();
                left != null && oldest != null && oldest.number <= left.number;
                oldest = segments.oldest()) {
            if (!delete(oldest)) {
                break;
            }
        }
        leaving = null;
        boolean crowded = segments.bytes() > settings.bytes() - 2L * Segment.FULL;
        for (Segment oldest = segments.oldest(); oldest != null; oldest = segments.olderThanActiveAfter(oldest)) {
            if (crowded && oldest.messages > 0 && segments.oldest() == oldest) {
                copy(oldest);
            }
            if (oldest.messages > 0 || states.leave(oldest.number)) {
                break;
            }
            leaving = oldest;
        }
    }

    private boolean delete(Segment segment) {
        try {
            segments.delete(segment);
            return true;
        } catch (IOException e) {
            log.debug("Store {}: a segment is not deleted yet", place, e);
            return false;
        }
    }

    /** Appends the remaining messages of a segment again. Usually they are few. */
    private void copy(Segment from) {
        List<Long> inside = new ArrayList<>();
        places.forEach(number -> {
            if (places.segment(number) == from.number) {
                inside.add(number);
            }
        });
        for (long number : inside) {
            Optional<Kept> kept = read(number);
            from.messages--;
            if (kept.isEmpty()) {
                places.remove(number);
                continue; // the reader finds that it is missing
            }
            int rank = places.rank(number);
            byte[] record = new Bytes(64)
                    .put(rank)
                    .putNumber(number)
                    .putNumber(kept.get().expiry())
                    .putId(kept.get().id())
                    .put(kept.get().content())
                    .toArray();
            Log.Place at = append(Frame.Type.COPY, record);
            places.put(number, rank, kept.get().expiry(), at.segment().number, at.offset(), at.size());
            at.segment().messages++;
        }
    }

    /** {@return the current condition} */
    public Condition condition() {
        synchronized (lock) {
            return new Condition(
                    Optional.ofNullable(failingSince),
                    failure,
                    segments.bytes(),
                    segments.files(),
                    segments.unwritten(),
                    damage);
        }
    }

    /** Writes the remaining data, if the device accepts it, and releases the directory. */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            awaitCommit();
        }
        commit();
        synchronized (lock) {
            awaitCommit(); // one that a timer began in between
            ended = true;
        }
        if (!isClosedWhole()) {
            log.warn("Store {}: closed with {} bytes that are not on disk ({})", place, unwritten(), failure);
            AgentException lost =
                    new AgentException("The store " + place + " was closed while its disk failed: " + failure);
            current.completeExceptionally(lost);
            next.completeExceptionally(lost);
        }
        segments.closeQuietly();
        closeQuietly(disk);
    }

    private boolean isClosedWhole() {
        synchronized (lock) {
            return segments.isWritten();
        }
    }

    private void awaitCommit() {
        boolean interrupted = false;
        while (committing) {
            try {
                lock.wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
