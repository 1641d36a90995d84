package io.deckhand.core.internal.store;

import io.deckhand.AgentException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: everything accepted within a window is written and forced to the device together. If the device fails,
 * the data stays in memory, and the commit is repeated until it succeeds.
 *
 * <p>Methods that say so are called with the store's lock. Writing happens without it, so accepting never waits for the
 * device.
 */
final class Commits {
    private static final Logger log = LoggerFactory.getLogger(Commits.class);

    private static final long RETRY_MILLIS = 1_000;

    /** If this many bytes wait, they are written before the window ends. */
    private static final long MUCH = 1 << 20;

    private final Object lock;
    private final String store;
    private final long window;
    private final StoreThreads threads;
    private final Log segments;
    private final States states;
    private final Messages messages;
    private final Compaction compaction;

    private CompletableFuture<Void> next = new CompletableFuture<>();
    private CompletableFuture<Void> current = new CompletableFuture<>();
    private boolean committing;
    private long due = Long.MAX_VALUE;
    private @Nullable Instant failingSince;
    private String failure = "";
    private boolean closed;

    /** From now on nothing is written: the directory may be another's. */
    private boolean ended;

    /** {@code lock} is the store's lock, and {@code store} its name in the log. */
    Commits(
            Object lock,
            String store,
            Duration window,
            StoreThreads threads,
            Log segments,
            States states,
            Messages messages,
            Compaction compaction) {
        this.lock = lock;
        this.store = store;
        this.window = window.toMillis();
        this.threads = threads;
        this.segments = segments;
        this.states = states;
        this.messages = messages;
        this.compaction = compaction;
    }

    /** The store could not be read or locked when it was opened. */
    void beginFailing(IOException problem) {
        synchronized (lock) {
            failing(problem);
            request(RETRY_MILLIS);
        }
    }

    /** {@return since when the device fails; null if it works} Called with the lock. */
    @Nullable
    Instant failingSince() {
        return failingSince;
    }

    /** {@return the failure; empty if there is none} Called with the lock. */
    String failure() {
        return failure;
    }

    /**
     * Waits, up to a limit, until at most {@code most} bytes wait for the device; does not wait while the device fails.
     */
    void awaitWritten(long most, Duration atMost) {
        if (segments.unwritten() <= most) {
            return;
        }
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

    /** {@return completes when everything accepted so far is on the device, on a thread that must not be blocked} */
    CompletableFuture<Void> kept() {
        synchronized (lock) {
            if (!isClean()) {
                return next;
            }
            return segments.isWritten() ? CompletableFuture.completedFuture(null) : current;
        }
    }

    /** The same as {@link #kept()}, but commits without waiting for the window. */
    CompletableFuture<Void> keepNow() {
        synchronized (lock) {
            CompletableFuture<Void> kept = kept();
            if (!kept.isDone()) {
                request(0);
            }
            return kept;
        }
    }

    private boolean isClean() {
        return !segments.isAppended() && !states.isChanged() && !messages.isAnyGone();
    }

    /** Asks for a commit within the window. Called with the lock. */
    void request() {
        request(window);
    }

    /** Asks for a commit within a longer window, unless commits do not wait at all. Called with the lock. */
    void requestWithin(long millis) {
        request(window == 0 ? 0 : Math.max(window, millis));
    }

    private void request(long within) {
        long millis = failingSince != null ? RETRY_MILLIS : segments.unwritten() > MUCH ? 0 : within;
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
                compaction.trim();
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
            if (isClean() && !compaction.isPending()) {
                return false;
            }
            states.writeChanges(
                    (type, content) -> segments.append(type, content).segment().number);
            messages.writeGone();
            compaction.writeBegin();
            current = next;
            next = new CompletableFuture<>();
            segments.take();
        }
        committing = true;
        return true;
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
        if (segments.isBehind() || !isClean() || compaction.isPending()) {
            request(Math.max(0, Math.min(wanted, window)));
        }
    }

    private void failing(IOException problem) {
        if (failingSince == null) {
            failingSince = Instant.now();
            log.warn(
                    "Store {}: writing to disk fails ({}). Data stays in memory, and writing is tried again every second. Check that "
                            + "the disk has room and that this user may write there.",
                    store,
                    problem.toString());
        }
        failure = problem.toString();
        compaction.makeRoom();
    }

    private void working() {
        if (failingSince != null) {
            log.info("Store {}: writing to disk succeeds again; all data is on disk", store);
            failingSince = null;
            failure = "";
        }
    }

    /**
     * Writes the remaining data, if the device accepts it, and nothing from then on. {@return whether this was the
     * first call}
     */
    boolean close() {
        synchronized (lock) {
            if (closed) {
                return false;
            }
            closed = true;
            awaitCommit();
        }
        commit();
        boolean whole;
        synchronized (lock) {
            awaitCommit(); // one that a timer began in between
            ended = true;
            whole = segments.isWritten();
        }
        if (!whole) {
            abandon();
        }
        return true;
    }

    private void abandon() {
        log.warn(
                "Store {}: closed while its disk failed ({}), with {} bytes that are not on disk. What the hub has acknowledged may be "
                        + "sent again after the next start; the rest of them is lost.",
                store,
                failure,
                segments.unwritten());
        AgentException lost =
                new AgentException("The store " + store + " was closed while its disk failed: " + failure);
        current.completeExceptionally(lost);
        next.completeExceptionally(lost);
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
