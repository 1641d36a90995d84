package io.deckhand.core.internal.telemetry;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.deckhand.AgentException;
import io.deckhand.LossCause;
import io.deckhand.Priority;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.store.Store;
import io.deckhand.core.internal.threads.AgentThreads;
import io.deckhand.core.internal.threads.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Telemetry that the hub has not acknowledged. The link gets a short window of it and the rest waits here: the SDK's own queue
 * has no bound, answers of direct methods wait behind it, and it is gone through as a whole at every send.
 *
 * <p>Messages are sent in the order accepted, the urgent first. Those under way when a connection is lost are sent again first,
 * with the same ids.
 */
public final class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    /** So many messages are worth a thread's waking. */
    private static final int TOGETHER = 64;

    private static final String TOO_LATE = "Its time to live was over before the hub had it.";

    /** Messages on disk are looked through for those that are too late at most this often. */
    private static final long SWEEP_MILLIS = 200;

    /** The longest that a message waits for others, as in the SDK. */
    private static final long SOON_MILLIS = 10;

    /** How often a sender that waits for room looks whether other outboxes have left some. */
    private static final long LOOK_NANOS = 100_000_000;

    private final String deviceId;
    private final OutboxLimits limits;
    private final OutboxBudget.Account account;
    private final AgentThreads threads;
    private final Executor soon;
    private final Lane callbacks;
    private final Losses losses;

    private final Object lock = new Object();
    private final @Nullable Shelf shelf;
    private final Backlog backlog;
    private final CatchUps catchUps;

    /** Like the catch-ups, but across connections. */
    private final CatchUps flushes;

    private @Nullable HubLink link;
    private long accepted;
    private boolean sweeping;
    private long sweepAt;
    private boolean gathering;
    private boolean sealed;

    /** What ids of messages begin with, if they are in memory only. */
    private final Parcel.Origin memory = new Parcel.Origin(UUID.randomUUID() + "-", null);

    /** In memory only. */
    public Outbox(String deviceId, OutboxLimits limits, AgentThreads threads) {
        this(deviceId, limits, threads, (Store) null);
    }

    /** In memory only. */
    Outbox(String deviceId, OutboxLimits limits, AgentThreads threads, Executor soon) {
        this(deviceId, limits, threads, null, soon);
    }

    /** With what is in a store, if there is one. */
    public Outbox(String deviceId, OutboxLimits limits, AgentThreads threads, @Nullable Store store) {
        this(deviceId, limits, threads, store, task -> soon(threads, task));
    }

    private static void soon(AgentThreads threads, Runnable task) {
        try {
            threads.schedule(task, SOON_MILLIS, MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // What is left was given up, or is with the store.
        }
    }

    /** {@code soon} runs what is due once messages have waited for others long enough. */
    Outbox(String deviceId, OutboxLimits limits, AgentThreads threads, @Nullable Store store, Executor soon) {
        this.deviceId = deviceId;
        this.limits = limits;
        this.account = limits.budget().open();
        this.threads = threads;
        this.soon = soon;
        this.callbacks = threads.lane();
        this.losses = new Losses(deviceId);
        this.catchUps = new CatchUps(callbacks);
        this.flushes = new CatchUps(callbacks);
        this.shelf = store == null ? null : new Shelf(store, limits.storeBytes(), limits.bytes());
        this.backlog = new Backlog(shelf);
        if (shelf != null) {
            found(shelf);
        }
    }

    /** What an earlier agent left. */
    private void found(Shelf earlier) {
        accepted = earlier.lastNumber() + 1;
        if (earlier.damagedMessages() > 0) {
            losses.count(LossCause.DAMAGED, earlier.damagedMessages());
        }
        synchronized (lock) {
            sweep(earlier);
        }
    }

    /** Accepts a message, to be sent once. Blocks only if a full outbox is to block. {@return done once the hub has it} */
    public Parcel add(byte[] body, Envelope envelope) {
        Parcel parcel;
        boolean due;
        if (shelf != null) {
            shelf.awaitDisk();
        }
        synchronized (lock) {
            makeRoom(body, envelope);
            parcel = accept(body, envelope);
            backlog.add(parcel);
            account.holds(backlog.inMemory());
            due = isDue(parcel);
        }
        expireInTime(parcel);
        if (due) {
            sendWindow();
        }
        return parcel;
    }

    /**
     * Whether to send now. While others are under way, a message waits for the first acknowledgement, or for company, but not
     * long: alone it would wake a thread to be sent, the hub, and three threads for its acknowledgement, which costs more than
     * the message itself where many devices share a processor.
     */
    private boolean isDue(Parcel added) {
        if (link == null || backlog.underWay() >= link.telemetryWindow()) {
            return false; // the next link or the next acknowledgement sends it
        }
        if (backlog.underWay() == 0
                || backlog.waiting() >= TOGETHER
                || added.envelope().priority() == Priority.HIGH) {
            return true;
        }
        if (!gathering) {
            gathering = true;
            soon.execute(this::sendGathered);
        }
        return false;
    }

    private void sendGathered() {
        synchronized (lock) {
            gathering = false;
        }
        sendWindow();
    }

    private Parcel accept(byte[] body, Envelope envelope) {
        Parcel parcel = shelf == null ? new Parcel(body, envelope, accepted, memory) : shelf.add(body, envelope);
        accepted = parcel.number() + 1;
        return parcel;
    }

    private void expireInTime(Parcel parcel) {
        Long expiry = parcel.envelope().expiry();
        if (expiry == null) {
            return;
        }
        if (shelf == null) {
            expireAt(expiry, parcel);
        } else {
            synchronized (lock) {
                sweepIn(shelf, MILLISECONDS.convert(expiry - System.nanoTime(), NANOSECONDS));
            }
        }
    }

    /** Gives up what is too late: of what is on disk there is no timer for each. */
    private void sweep(Shelf from) {
        sweeping = false;
        for (Parcel parcel : backlog.expired()) {
            backlog.remove(parcel);
            lost(parcel, LossCause.EXPIRED, TOO_LATE);
        }
        for (Shelf.Expired expired : from.takeExpired()) {
            lost(expired.number(), expired.sender(), LossCause.EXPIRED, TOO_LATE);
        }
        lock.notifyAll();
        Long next = from.untilExpiry();
        if (next != null) {
            sweepIn(from, next);
        }
    }

    private void sweepIn(Shelf from, long millis) {
        long at = System.nanoTime() + MILLISECONDS.toNanos(Math.max(SWEEP_MILLIS, millis));
        if (sweeping && sweepAt - at <= 0) {
            return;
        }
        sweeping = true;
        sweepAt = at;
        try {
            threads.schedule(
                    () -> callbacks.execute(() -> {
                        synchronized (lock) {
                            if (sweeping && System.nanoTime() - sweepAt >= 0) {
                                sweep(from);
                            }
                        }
                    }),
                    at - System.nanoTime(),
                    NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            // The next agent looks when it starts.
        }
    }

    private void makeRoom(byte[] body, Envelope envelope) {
        long blockedUntil = System.nanoTime() + limits.longestBlock().toNanos();
        while (!sealed && isFull(body.length + envelope.size())) {
            boolean changed = switch (limits.overflow()) {
                case REFUSE -> false;
                case BLOCK -> awaitRoom(blockedUntil);
                case DROP_OLDEST -> dropOldest(envelope.priority());
            };
            if (!changed) {
                throw new AgentException("The outbox of '" + deviceId + "' holds " + backlog.size() + " messages ("
                        + backlog.bytes() + " bytes) and takes no more until the hub acknowledges some"
                        + (isDiskBehind() ? ", or the disk takes what waits for it." : "."));
            }
        }
        if (sealed) {
            throw new AgentException("The agent of '" + deviceId + "' is closed: the message was not sent.");
        }
    }

    private boolean isDiskBehind() {
        return shelf != null && shelf.isDiskBehind();
    }

    private boolean isFull(int more) {
        return shelf != null ? shelf.isFull(more) : isMemoryFull(more);
    }

    private boolean isMemoryFull(int more) {
        return backlog.size() >= limits.messages()
                || (backlog.size() > 0 && backlog.bytes() + more > limits.bytes())
                || !account.hasRoom(more);
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private boolean awaitRoom(long until) {
        long left = until - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        try {
            NANOSECONDS.timedWait(lock, Math.min(left, LOOK_NANOS)); // room that others leave is not announced
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean dropOldest(Priority priority) {
        Optional<Parcel> dropped = backlog.dropFor(priority);
        dropped.ifPresent(parcel -> lost(parcel, LossCause.OVERFLOW, "The outbox was full, and newer messages came."));
        return dropped.isPresent();
    }

    private void expireAt(long expiry, Parcel parcel) {
        try {
            var timer = threads.schedule(
                    () -> callbacks.execute(() -> expire(parcel)), expiry - System.nanoTime(), NANOSECONDS);
            parcel.whenComplete((nothing, failure) -> timer.cancel(false));
        } catch (RejectedExecutionException closing) {
            // Closing gives up everything anyway.
        }
    }

    /** One that is under way may be in time; if it comes back, it is looked at before it is sent again. */
    private void expire(Parcel parcel) {
        synchronized (lock) {
            if (backlog.remove(parcel)) {
                lock.notifyAll();
                lost(parcel, LossCause.EXPIRED, TOO_LATE);
            }
        }
    }

    /** It has left the backlog, and its sender is told. */
    private void lost(Parcel parcel, LossCause cause, String why) {
        lost(parcel.number(), parcel, cause, why);
    }

    private void lost(long number, @Nullable Parcel sender, LossCause cause, String why) {
        losses.count(cause);
        account.holds(backlog.inMemory());
        if (sender != null) {
            AgentException loss =
                    new AgentException("The message of '" + deviceId + "' was given up: " + cause + ". " + why);
            callbacks.execute(() -> sender.lost(loss));
        }
        left(number);
    }

    /** {@return how many messages were given up, for each cause that occurred} */
    public Map<LossCause, Long> losses() {
        return losses.counts();
    }

    /** {@return done once the hub has what has been accepted so far, it was given up, or the connection is lost} */
    public CompletableFuture<Void> caughtUp() {
        synchronized (lock) {
            return catchUps.await(accepted, backlog.size());
        }
    }

    /** {@return done once the hub has what has been accepted so far, or it was given up, by whichever connection} */
    public CompletableFuture<Void> flushed() {
        synchronized (lock) {
            return flushes.await(accepted, backlog.size());
        }
    }

    /** From now on takes no more; what was accepted still goes out. */
    public void seal() {
        synchronized (lock) {
            sealed = true;
            lock.notifyAll(); // who waits for room is refused
        }
    }

    /** {@return how many messages the hub has not acknowledged} */
    public int size() {
        synchronized (lock) {
            return backlog.size();
        }
    }

    /** From now on messages go out by this link. */
    public void connected(HubLink opened) {
        synchronized (lock) {
            link = opened;
        }
        sendWindow();
    }

    /** What was under way may or may not have arrived: it goes out again, first, by the next link. */
    public void disconnected() {
        List<CompletableFuture<Void>> waiting;
        synchronized (lock) {
            link = null;
            backlog.putBack();
            waiting = catchUps.takeAll(); // the next connection asks anew, and they would gather
        }
        waiting.forEach(done -> done.complete(null));
    }

    private void sendWindow() {
        // One thread at a time hands messages to the link, else they could overtake each other.
        synchronized (lock) {
            while (link != null && backlog.underWay() < link.telemetryWindow()) {
                Optional<Parcel> next = backlog.takeNext();
                if (next.isEmpty()) {
                    return;
                }
                send(link, next.get());
            }
        }
    }

    private void send(HubLink by, Parcel parcel) {
        if (parcel.isUnreadable()) {
            backlog.arrived(parcel);
            lost(parcel, LossCause.DAMAGED, "It cannot be read from the store any more.");
        } else if (parcel.envelope().isExpired()) {
            backlog.arrived(parcel);
            lost(parcel, LossCause.EXPIRED, TOO_LATE);
        } else {
            by.send(parcel.envelope().around(parcel.body(), parcel.messageId()))
                    .whenComplete((nothing, failure) -> settled(by, parcel, failure));
        }
    }

    /** On a thread of the SDK. */
    private void settled(HubLink by, Parcel parcel, @Nullable Throwable failure) {
        boolean refused = failure instanceof IllegalArgumentException;
        synchronized (lock) {
            if (link != by) {
                return; // the connection was lost meanwhile, and the message goes out again
            }
            if (failure == null) {
                arrived(parcel);
            } else if (refused) {
                backlog.arrived(parcel);
                lock.notifyAll();
                lost(parcel, LossCause.REFUSED, "The Azure SDK refused it: " + failure.getMessage());
            } else {
                // A link that cannot send is no link: nothing more goes out by it, and its loss brings the next.
                backlog.putBack();
                link = null;
            }
        }
        if (failure != null && !refused) {
            log.warn("{}: the connection takes no messages ({}); it is given up", deviceId, failure.toString());
            by.abandon(failure);
        }
        if (!Thread.holdsLock(lock)) { // else it was settled as it was sent, and whoever sends goes on with the next
            sendWindow();
        }
    }

    private void arrived(Parcel parcel) {
        if (backlog.arrived(parcel)) {
            account.holds(backlog.inMemory());
            lock.notifyAll();
            callbacks.execute(parcel::arrived);
            left(parcel.number());
        }
    }

    private void left(long number) {
        catchUps.left(number);
        flushes.left(number);
    }

    /** Takes back a message that is not yet under way. */
    public void withdraw(Parcel parcel) {
        synchronized (lock) {
            if (backlog.remove(parcel)) {
                lock.notifyAll();
                lost(parcel, LossCause.WITHDRAWN, "Its sender waits no longer.");
            }
        }
    }

    /** Gives up what the hub has not acknowledged. */
    public void close() {
        List<Parcel> lost;
        List<CompletableFuture<Void>> waiting;
        synchronized (lock) {
            sealed = true;
            link = null;
            lost = backlog.clear();
            account.holds(0);
            waiting = new ArrayList<>(catchUps.takeAll());
            waiting.addAll(flushes.takeAll());
            lock.notifyAll();
        }
        if (shelf == null) {
            giveUp(lost);
        } else {
            lost.forEach(
                    parcel -> parcel.lost(
                            new AgentException(
                                    "The agent of '" + deviceId
                                            + "' was closed before the hub acknowledged the message. It is kept, and goes out at the next start.")));
        }
        waiting.forEach(done -> done.complete(null));
    }

    private void giveUp(List<Parcel> lost) {
        if (!lost.isEmpty()) {
            log.warn("{}: closed with {} messages that the hub has not acknowledged", deviceId, lost.size());
        }
        for (Parcel parcel : lost) {
            losses.count(LossCause.CLOSED);
            parcel.lost(new AgentException(
                    "The agent of '" + deviceId + "' was closed before the hub acknowledged the message."));
        }
    }
}
