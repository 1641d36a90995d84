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
 * Telemetry that the hub has not acknowledged. The link gets a short window of it, and the rest waits here: the SDK's
 * own queue is unbounded, delays answers of direct methods, and is scanned completely at every send.
 *
 * <p>Messages are sent by priority, and then in the order accepted. After a lost connection, messages that were under
 * way are sent again first, with the same ids.
 */
public final class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    /** Batch size at which sending starts at once. */
    private static final int TOGETHER = 64;

    private static final String TOO_LATE = "Its time to live ended before the hub acknowledged it.";

    /** The shortest interval between two checks for expired messages on disk. */
    private static final long SWEEP_MILLIS = 200;

    /** The longest that a message waits for others to be sent with it, as in the SDK. */
    private static final long SOON_MILLIS = 10;

    /** How often a sender that waits for room checks whether other outboxes have freed some. */
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
    private long taken;
    private long acknowledged;
    private boolean sweeping;
    private long sweepAt;
    private boolean gathering;
    private boolean sealed;

    /** The id prefix of messages that are only in memory. */
    private final Parcel.Origin memory = new Parcel.Origin(UUID.randomUUID() + "-", null);

    /** In memory only. */
    public Outbox(String deviceId, OutboxLimits limits, AgentThreads threads) {
        this(deviceId, limits, threads, (Store) null);
    }

    /** In memory only. */
    Outbox(String deviceId, OutboxLimits limits, AgentThreads threads, Executor soon) {
        this(deviceId, limits, threads, null, soon);
    }

    /** With the messages in a store, if there is one. */
    public Outbox(String deviceId, OutboxLimits limits, AgentThreads threads, @Nullable Store store) {
        this(deviceId, limits, threads, store, task -> soon(threads, task));
    }

    private static void soon(AgentThreads threads, Runnable task) {
        try {
            threads.schedule(task, SOON_MILLIS, MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // The remaining messages were given up, or are in the store.
        }
    }

    /** {@code soon} runs a task after the time that messages wait for others. */
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

    /** Counts the messages that an earlier agent left. */
    private void found(Shelf earlier) {
        accepted = earlier.lastNumber() + 1;
        if (earlier.damagedMessages() > 0) {
            losses.count(LossCause.DAMAGED, earlier.damagedMessages());
        }
        synchronized (lock) {
            sweep(earlier);
        }
    }

    /**
     * Accepts a message. If the outbox is full, blocks only with {@code Overflow.BLOCK}. {@return done once the hub has
     * acknowledged it}
     */
    public Parcel add(byte[] body, Envelope envelope) {
        Parcel parcel;
        boolean due;
        if (shelf != null) {
            shelf.awaitDisk();
        }
        synchronized (lock) {
            makeRoom(body, envelope);
            parcel = accept(body, envelope);
            taken++;
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
     * Whether to send now. While others are under way, a message waits briefly for the first acknowledgement or for
     * further messages: sending it alone would wake a sending thread, the hub, and three threads for the
     * acknowledgement, which costs more than the message itself if many devices share a processor.
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

    /** Gives up expired messages: messages on disk have no timers of their own. */
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
            // The next agent checks when it starts.
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
                        + backlog.bytes() + " bytes) and accepts no more until the hub acknowledges some"
                        + (isDiskBehind() ? ", or the disk works again." : "."));
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
            NANOSECONDS.timedWait(
                    lock, Math.min(left, LOOK_NANOS)); // other outboxes do not announce the room that they free
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean dropOldest(Priority priority) {
        Optional<Parcel> dropped = backlog.dropFor(priority);
        dropped.ifPresent(
                parcel -> lost(parcel, LossCause.OVERFLOW, "The outbox was full, and newer messages replaced it."));
        return dropped.isPresent();
    }

    private void expireAt(long expiry, Parcel parcel) {
        try {
            var timer = threads.schedule(
                    () -> callbacks.execute(() -> expire(parcel)), expiry - System.nanoTime(), NANOSECONDS);
            parcel.whenComplete((nothing, failure) -> timer.cancel(false));
        } catch (RejectedExecutionException closing) {
            // Closing gives up all messages anyway.
        }
    }

    /** A message under way may still be in time. If it has to be sent again, its expiry is checked first. */
    private void expire(Parcel parcel) {
        synchronized (lock) {
            if (backlog.remove(parcel)) {
                lock.notifyAll();
                lost(parcel, LossCause.EXPIRED, TOO_LATE);
            }
        }
    }

    /** The message has left the backlog, and its future fails. */
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

    /** {@return done once everything accepted so far is acknowledged or given up, or once the connection is lost} */
    public CompletableFuture<Void> caughtUp() {
        synchronized (lock) {
            return catchUps.await(accepted, backlog.size());
        }
    }

    /** {@return done once everything accepted so far is acknowledged or given up, over any number of connections} */
    public CompletableFuture<Void> flushed() {
        synchronized (lock) {
            return flushes.await(accepted, backlog.size());
        }
    }

    /** Accepts no more messages from now on; accepted ones are still sent. */
    public void seal() {
        synchronized (lock) {
            sealed = true;
            lock.notifyAll(); // senders that wait for room are refused
        }
    }

    /** {@return the size in bytes of the messages that the hub has not acknowledged} */
    public long bytes() {
        synchronized (lock) {
            return backlog.bytes();
        }
    }

    /** {@return how many messages were accepted, without those that an earlier agent left} */
    public long taken() {
        synchronized (lock) {
            return taken;
        }
    }

    /** {@return how many messages the hub has acknowledged} */
    public long acknowledged() {
        synchronized (lock) {
            return acknowledged;
        }
    }

    /** {@return how many messages the hub has not acknowledged} */
    public int size() {
        synchronized (lock) {
            return backlog.size();
        }
    }

    /** Sends messages on this link from now on. */
    public void connected(HubLink opened) {
        synchronized (lock) {
            link = opened;
        }
        sendWindow();
    }

    /** Messages under way may or may not have arrived: they are sent again first on the next link. */
    public void disconnected() {
        List<CompletableFuture<Void>> waiting;
        synchronized (lock) {
            link = null;
            backlog.putBack();
            waiting = catchUps.takeAll(); // the next connection adds new ones, and old ones would pile up
        }
        waiting.forEach(done -> done.complete(null));
    }

    private void sendWindow() {
        // One thread at a time passes messages to the link, as they could be reordered otherwise.
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
            lost(parcel, LossCause.DAMAGED, "It can no longer be read from the store.");
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
                return; // the connection was lost meanwhile, and the message is sent again
            }
            if (failure == null) {
                arrived(parcel);
            } else if (refused) {
                backlog.arrived(parcel);
                lock.notifyAll();
                lost(parcel, LossCause.REFUSED, "The Azure SDK refused it: " + failure.getMessage());
            } else {
                // A link that cannot send is useless: nothing more is sent on it, and its loss leads to a new link.
                backlog.putBack();
                link = null;
            }
        }
        if (failure != null && !refused) {
            log.warn("{}: the connection accepts no messages ({}); closing it", deviceId, failure.toString());
            by.abandon(failure);
        }
        if (!Thread.holdsLock(
                lock)) { // otherwise it was settled while it was sent, and the sending thread continues with the next
            sendWindow();
        }
    }

    private void arrived(Parcel parcel) {
        if (backlog.arrived(parcel)) {
            acknowledged++;
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

    /** Withdraws a message that is not yet under way. */
    public void withdraw(Parcel parcel) {
        synchronized (lock) {
            if (backlog.remove(parcel)) {
                lock.notifyAll();
                lost(parcel, LossCause.WITHDRAWN, "Its sender no longer waits for it.");
            }
        }
    }

    /** Gives up all messages that the hub has not acknowledged. */
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
            lost.forEach(parcel -> parcel.lost(new AgentException("The agent of '" + deviceId
                    + "' was closed before the hub acknowledged the message. It is kept, "
                    + "and will be sent after the next start.")));
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
