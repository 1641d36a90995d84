package io.deckhand.core.internal.telemetry;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.deckhand.AgentException;
import io.deckhand.LossCause;
import io.deckhand.Priority;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.store.Store;
import io.deckhand.core.internal.threads.AgentThreads;
import io.deckhand.core.internal.threads.Lane;
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

    /** The longest that a message waits for others to be sent with it, as in the SDK. */
    private static final long SOON_MILLIS = 10;

    private final String deviceId;
    private final OutboxBudget.Account account;
    private final Executor soon;
    private final Object lock = new Object();
    private final @Nullable Shelf shelf;
    private final Backlog backlog;
    private final Admission admission;
    private final Departures departures;
    private final TimesToLive timesToLive;

    private @Nullable HubLink link;
    private long accepted;
    private long taken;
    private boolean gathering;

    /** A thread, which has the lock, passes messages to the link. */
    private boolean sending;

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
        this.account = limits.budget().open();
        this.soon = soon;
        Lane callbacks = threads.lane();
        this.shelf = store == null ? null : new Shelf(store, limits.storeBytes(), limits.bytes());
        this.backlog = new Backlog(shelf);
        this.departures = new Departures(deviceId, callbacks);
        this.admission = new Admission(lock, deviceId, limits, account, backlog, shelf, departures);
        this.timesToLive = new TimesToLive(lock, threads, callbacks, backlog, shelf, this::expired);
        if (shelf != null) {
            found(shelf);
        }
    }

    /** Counts the messages that an earlier agent left. */
    private void found(Shelf earlier) {
        accepted = earlier.lastNumber() + 1;
        if (earlier.damagedMessages() > 0) {
            departures.countLost(LossCause.DAMAGED, earlier.damagedMessages());
        }
        synchronized (lock) {
            timesToLive.sweep(earlier);
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
            admission.makeRoom(body.length + envelope.size(), envelope.priority());
            parcel = accept(body, envelope);
            taken++;
            backlog.add(parcel);
            account.holds(backlog.inMemory());
            due = isDue(parcel);
        }
        timesToLive.added(parcel);
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

    private void expired(Shelf.Expired message) {
        account.holds(backlog.inMemory());
        departures.lost(message.number(), message.sender(), LossCause.EXPIRED, TOO_LATE);
        lock.notifyAll();
    }

    /** The message has left the backlog. */
    private void lost(Parcel parcel, LossCause cause, String why) {
        account.holds(backlog.inMemory());
        departures.lost(parcel, cause, why);
    }

    /** {@return how many messages were given up, for each cause that occurred} */
    public Map<LossCause, Long> losses() {
        return departures.losses();
    }

    /** {@return done once everything accepted so far is acknowledged or given up, or once the connection is lost} */
    public CompletableFuture<Void> caughtUp() {
        synchronized (lock) {
            return departures.caughtUp(accepted, backlog.size());
        }
    }

    /** {@return done once everything accepted so far is acknowledged or given up, over any number of connections} */
    public CompletableFuture<Void> flushed() {
        synchronized (lock) {
            return departures.flushed(accepted, backlog.size());
        }
    }

    /** Accepts no more messages from now on; accepted ones are still sent. */
    public void seal() {
        synchronized (lock) {
            admission.seal();
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
            return departures.acknowledged();
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
            waiting = departures.disconnected();
        }
        waiting.forEach(done -> done.complete(null));
    }

    private void sendWindow() {
        // One thread at a time passes messages to the link, as they could be reordered otherwise.
        synchronized (lock) {
            if (sending) {
                return; // this thread does already: a message was settled while it was sent
            }
            sending = true;
            try {
                sendWhileRoom();
            } finally {
                sending = false;
            }
        }
    }

    private void sendWhileRoom() {
        while (link != null && backlog.underWay() < link.telemetryWindow()) {
            Optional<Parcel> next = backlog.takeNext();
            if (next.isEmpty()) {
                return;
            }
            send(link, next.get());
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

    /** On a thread of the link. */
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
            sendWindow();
        }
        if (failure != null && !refused) {
            log.warn("{}: the connection accepts no messages ({}); closing it", deviceId, failure.toString());
            by.abandon(failure);
        }
    }

    private void arrived(Parcel parcel) {
        if (backlog.arrived(parcel)) {
            account.holds(backlog.inMemory());
            lock.notifyAll();
            departures.acknowledged(parcel);
        }
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
            admission.seal();
            link = null;
            lost = backlog.clear();
            account.holds(0);
            waiting = departures.closed();
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
            departures.countLost(LossCause.CLOSED, 1);
            parcel.lost(new AgentException(
                    "The agent of '" + deviceId + "' was closed before the hub acknowledged the message."));
        }
    }
}
