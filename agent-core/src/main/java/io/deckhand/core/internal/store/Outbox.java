package io.deckhand.core.internal.store;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.deckhand.AgentException;
import io.deckhand.LossCause;
import io.deckhand.SendOptions;
import io.deckhand.core.internal.dispatch.AgentThreads;
import io.deckhand.core.internal.dispatch.SerialLane;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.TelemetryMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

    private final String deviceId;
    private final OutboxLimits limits;
    private final AgentThreads threads;
    private final SerialLane callbacks;
    private final Losses losses;

    private final Object lock = new Object();
    private final Backlog backlog = new Backlog();
    private @Nullable HubLink link;
    private long accepted;
    private boolean closed;

    public Outbox(String deviceId, OutboxLimits limits, AgentThreads threads) {
        this.deviceId = deviceId;
        this.limits = limits;
        this.threads = threads;
        this.callbacks = threads.lane();
        this.losses = new Losses(deviceId);
    }

    /**
     * Accepts a message; the future completes once the hub has it. Cancelling it withdraws a message not yet under way. Blocks only
     * if a full outbox is to block.
     */
    public CompletableFuture<Void> add(TelemetryMessage message, SendOptions options) {
        Backlog.Entry entry;
        synchronized (lock) {
            makeRoom(message, options);
            entry = new Backlog.Entry(
                    new Backlog.Place(options.priority(), accepted++),
                    message,
                    new CompletableFuture<>(),
                    options.timeToLive().map(time -> System.nanoTime() + time.toNanos()));
            backlog.add(entry);
        }
        entry.sent().whenComplete((nothing, failure) -> withdraw(entry.place()));
        options.timeToLive().ifPresent(time -> expireIn(time, entry));
        sendWindow();
        return entry.sent();
    }

    private void makeRoom(TelemetryMessage message, SendOptions options) {
        long blockedUntil = System.nanoTime() + limits.longestBlock().toNanos();
        while (!closed && isFull(message)) {
            boolean changed = switch (limits.overflow()) {
                case REFUSE -> false;
                case BLOCK -> awaitRoom(blockedUntil);
                case DROP_OLDEST -> dropOldest(options);
            };
            if (!changed) {
                throw new AgentException("The outbox of '" + deviceId + "' holds " + backlog.size() + " messages ("
                        + backlog.bytes() + " bytes) and takes no more until the hub acknowledges some.");
            }
        }
        if (closed) {
            throw new AgentException("The agent of '" + deviceId + "' is closed: the message was not sent.");
        }
    }

    private boolean isFull(TelemetryMessage message) {
        return backlog.size() >= limits.messages()
                || (backlog.size() > 0 && backlog.bytes() + message.size() > limits.bytes());
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private boolean awaitRoom(long until) {
        long left = until - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        try {
            NANOSECONDS.timedWait(lock, left);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean dropOldest(SendOptions options) {
        Optional<Backlog.Entry> dropped = backlog.dropFor(options.priority());
        dropped.ifPresent(entry -> lost(entry, LossCause.OVERFLOW, "The outbox was full, and newer messages came."));
        return dropped.isPresent();
    }

    private void expireIn(Duration time, Backlog.Entry entry) {
        try {
            var expiry =
                    threads.timer().schedule(() -> callbacks.execute(() -> expire(entry)), time.toNanos(), NANOSECONDS);
            entry.sent().whenComplete((nothing, failure) -> expiry.cancel(false));
        } catch (RejectedExecutionException closing) {
            // Closing gives up everything anyway.
        }
    }

    private void expire(Backlog.Entry entry) {
        synchronized (lock) {
            if (!backlog.remove(entry.place())) {
                return; // it is under way, and may be in time; if it comes back, it is looked at before it is sent
                // again
            }
            lock.notifyAll();
        }
        lost(entry, LossCause.EXPIRED, "Its time to live was over before the hub had it.");
    }

    private void lost(Backlog.Entry entry, LossCause cause, String why) {
        losses.count(cause);
        callbacks.execute(() -> entry.sent()
                .completeExceptionally(
                        new AgentException("The message of '" + deviceId + "' was given up: " + cause + ". " + why)));
    }

    /** {@return how many messages were given up, for each cause that occurred} */
    public Map<LossCause, Long> losses() {
        return losses.counts();
    }

    /** {@return done once the hub has what has been accepted so far, or it was given up} */
    public CompletableFuture<Void> caughtUp() {
        synchronized (lock) {
            return CompletableFuture.allOf(
                    backlog.all().stream().map(Backlog.Entry::sent).toArray(CompletableFuture[]::new));
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
        synchronized (lock) {
            link = null;
            backlog.putBack();
        }
    }

    private void sendWindow() {
        // One thread at a time hands messages to the link, else they could overtake each other.
        synchronized (lock) {
            while (link != null && backlog.underWay() < link.telemetryWindow()) {
                Optional<Backlog.Entry> next = backlog.takeNext();
                if (next.isEmpty()) {
                    return;
                }
                send(link, next.get());
            }
        }
    }

    private void send(HubLink by, Backlog.Entry entry) {
        if (entry.isExpired()) {
            backlog.arrived(entry);
            lost(entry, LossCause.EXPIRED, "Its time to live was over before the hub had it.");
        } else {
            by.send(entry.message()).whenComplete((nothing, failure) -> settled(by, entry, failure));
        }
    }

    /** On a thread of the SDK. */
    private void settled(HubLink by, Backlog.Entry entry, @Nullable Throwable failure) {
        boolean refused = failure instanceof IllegalArgumentException;
        synchronized (lock) {
            if (link != by) {
                return; // the connection was lost meanwhile, and the message goes out again
            }
            if (failure == null || refused) {
                backlog.arrived(entry);
                lock.notifyAll();
            } else {
                // A link that cannot send is no link: nothing more goes out by it, and its loss brings the next.
                backlog.putBack();
                link = null;
            }
        }
        if (failure == null) {
            callbacks.execute(() -> entry.sent().complete(null));
        } else if (refused) {
            lost(entry, LossCause.REFUSED, "The Azure SDK refused it: " + failure.getMessage());
        } else {
            log.warn("{}: the connection takes no messages ({}); it is given up", deviceId, failure.toString());
            by.abandon(failure);
        }
        sendWindow();
    }

    private void withdraw(Backlog.Place place) {
        synchronized (lock) {
            if (!backlog.remove(place)) {
                return;
            }
            lock.notifyAll();
        }
        losses.count(LossCause.WITHDRAWN);
    }

    /** Gives up what the hub has not acknowledged. */
    public void close() {
        List<Backlog.Entry> lost;
        synchronized (lock) {
            closed = true;
            link = null;
            lost = backlog.all();
            backlog.clear();
            lock.notifyAll();
        }
        if (!lost.isEmpty()) {
            log.warn("{}: closed with {} messages that the hub has not acknowledged", deviceId, lost.size());
        }
        for (Backlog.Entry entry : lost) {
            losses.count(LossCause.CLOSED);
            entry.sent()
                    .completeExceptionally(new AgentException(
                            "The agent of '" + deviceId + "' was closed before the hub acknowledged the message."));
        }
    }
}
