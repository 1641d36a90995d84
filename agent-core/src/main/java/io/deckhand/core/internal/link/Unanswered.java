package io.deckhand.core.internal.link;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The requests of a link that the hub has neither acknowledged nor answered. */
public final class Unanswered {
    /** Header, topic and TLS record of a small message, about. */
    private static final int ENVELOPE = 200;

    private final Traffic traffic;
    private final Progress progress;
    private final Set<Request<?>> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytes = new AtomicLong();
    private volatile @Nullable IOException lost;

    public Unanswered(Traffic traffic, Progress progress) {
        this.traffic = traffic;
        this.progress = progress;
    }

    /** {@return a request of some bytes that is about to be sent; already failed if the link was lost} */
    public <T> Request<T> expect(int payload) {
        Request<T> request = new Request<>(this, payload + ENVELOPE, progress.startWait());
        bytes.addAndGet(request.bytes());
        open.add(request);
        IOException why = lost;
        if (why != null) {
            request.completeExceptionally(why);
        }
        return request;
    }

    void answered(Request<?> request) {
        forget(request);
        traffic.acknowledged();
    }

    void forget(Request<?> request) {
        if (open.remove(request)) {
            bytes.addAndGet(-request.bytes());
        }
    }

    /** Fails all pending requests, and all later ones, since they will not be answered. */
    public void fail(@Nullable Throwable cause) {
        IOException failure = new IOException("The connection was lost before the hub answered", cause);
        lost = failure;
        open.forEach(request -> request.completeExceptionally(failure));
    }

    /**
     * {@return how long no request can be overdue; zero or less if one is}
     *
     * @param limit how long the hub may take to answer what it has received completely
     */
    public Duration untilOverdue(Duration limit) {
        long longest = 0;
        for (Request<?> request : open) {
            longest = Math.max(longest, request.waiting());
        }
        return withTimeOfBytes(limit).minusNanos(longest);
    }

    /** {@return how much of a limit is left for a packet that was sent behind all requests} */
    Duration left(Progress.Wait wait, Duration limit) {
        return wait.left(withTimeOfBytes(limit));
    }

    private Duration withTimeOfBytes(Duration limit) {
        return limit.plusNanos(progress.nanosFor(bytes.get()));
    }

    public boolean isEmpty() {
        return open.isEmpty();
    }
}
