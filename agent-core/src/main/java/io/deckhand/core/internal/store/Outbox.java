package io.deckhand.core.internal.store;

import io.deckhand.AgentException;
import io.deckhand.core.internal.dispatch.SerialLane;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.TelemetryMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Telemetry that the hub has not acknowledged. The link gets a short window of it and the rest waits here: the SDK's own queue
 * has no bound, answers of direct methods wait behind it, and it is gone through as a whole at every send.
 *
 * <p>Messages are sent in the order accepted. Those under way when a connection is lost are sent again first, with the same ids.
 */
public final class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    /** A message, its place in the order, and who waits for it. */
    private record Entry(long number, TelemetryMessage message, CompletableFuture<Void> sent) {}

    private final String deviceId;
    private final int capacity;
    private final SerialLane callbacks;

    private final Object lock = new Object();
    private final TreeMap<Long, Entry> waiting = new TreeMap<>();
    private final TreeMap<Long, Entry> underWay = new TreeMap<>();
    private @Nullable HubLink link;
    private long accepted;
    private boolean closed;

    public Outbox(String deviceId, int capacity, SerialLane callbacks) {
        this.deviceId = deviceId;
        this.capacity = capacity;
        this.callbacks = callbacks;
    }

    /** Accepts a message; the future completes once the hub has it. Cancelling it withdraws a message not yet under way. */
    public CompletableFuture<Void> add(TelemetryMessage message) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        synchronized (lock) {
            if (closed) {
                throw new AgentException("The agent of '" + deviceId + "' is closed: the message was not sent.");
            }
            if (waiting.size() + underWay.size() >= capacity) {
                throw new AgentException("The outbox of '" + deviceId + "' holds " + capacity
                        + " messages and takes no more until the hub acknowledges some.");
            }
            long number = accepted++;
            waiting.put(number, new Entry(number, message, sent));
            sent.whenComplete((nothing, failure) -> withdraw(number));
        }
        sendWindow();
        return sent;
    }

    /** {@return done once the hub has what has been accepted so far, or it was given up} */
    public CompletableFuture<Void> caughtUp() {
        synchronized (lock) {
            return CompletableFuture.allOf(
                    waiting.values().stream().map(Entry::sent).toArray(CompletableFuture[]::new));
        }
    }

    /** {@return how many messages the hub has not acknowledged} */
    public int size() {
        synchronized (lock) {
            return waiting.size() + underWay.size();
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
            waiting.putAll(underWay);
            underWay.clear();
        }
    }

    private void sendWindow() {
        // One thread at a time hands messages to the link, else they could overtake each other.
        synchronized (lock) {
            while (link != null && underWay.size() < link.telemetryWindow() && !waiting.isEmpty()) {
                Entry entry = waiting.pollFirstEntry().getValue();
                HubLink by = link;
                underWay.put(entry.number(), entry);
                by.send(entry.message()).whenComplete((nothing, failure) -> settled(by, entry, failure));
            }
        }
    }

    /** On a thread of the SDK. */
    private void settled(HubLink by, Entry entry, @Nullable Throwable failure) {
        boolean refused = failure instanceof IllegalArgumentException;
        synchronized (lock) {
            if (link != by || underWay.remove(entry.number()) == null) {
                return; // the connection was lost meanwhile, and the message goes out again
            }
            if (failure != null && !refused) {
                // A link that cannot send is no link: nothing more goes out by it, and its loss brings the next.
                waiting.put(entry.number(), entry);
                link = null;
            }
        }
        if (failure == null) {
            callbacks.execute(() -> entry.sent().complete(null));
        } else if (refused) {
            callbacks.execute(() -> entry.sent().completeExceptionally(refusal(failure)));
        } else {
            log.warn("{}: the connection takes no messages ({}); it is given up", deviceId, failure.toString());
            by.abandon();
        }
        sendWindow();
    }

    private static AgentException refusal(Throwable failure) {
        return new AgentException("The Azure SDK refused the message: " + failure.getMessage(), failure);
    }

    private void withdraw(long number) {
        synchronized (lock) {
            waiting.remove(number);
        }
    }

    /** Gives up what the hub has not acknowledged. */
    public void close() {
        List<Entry> lost;
        synchronized (lock) {
            closed = true;
            link = null;
            lost = new ArrayList<>(underWay.values());
            lost.addAll(waiting.values());
            underWay.clear();
            waiting.clear();
        }
        if (!lost.isEmpty()) {
            log.warn("{}: closed with {} messages that the hub has not acknowledged", deviceId, lost.size());
        }
        lost.forEach(entry -> entry.sent()
                .completeExceptionally(new AgentException(
                        "The agent of '" + deviceId + "' was closed before the hub acknowledged the message.")));
    }
}
