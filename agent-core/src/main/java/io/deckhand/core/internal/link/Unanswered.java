package io.deckhand.core.internal.link;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The requests of a link that the hub has neither acknowledged nor answered. */
public final class Unanswered {
    private final Traffic traffic;
    private final Set<Request<?>> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable IOException lost;

    public Unanswered(Traffic traffic) {
        this.traffic = traffic;
    }

    /** {@return a request that is about to be sent; already failed if the link was lost} */
    public <T> Request<T> expect() {
        Request<T> request = new Request<>(this);
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
        open.remove(request);
    }

    /** Fails all pending requests, and all later ones, since they will not be answered. */
    public void fail(@Nullable Throwable cause) {
        IOException failure = new IOException("The connection was lost before the hub answered", cause);
        lost = failure;
        open.forEach(request -> request.completeExceptionally(failure));
    }

    /** {@return how long the oldest request has waited; zero if there is none} */
    public Duration longestWait() {
        return longestWait(System.nanoTime() - Long.MAX_VALUE / 2); // no progress of sending is known
    }

    /**
     * {@return the same, but a request that is still being sent over a slow line counts only from the last progress}
     *
     * @param progress the {@link System#nanoTime()} at which a byte was last sent
     */
    public Duration longestWait(long progress) {
        long now = System.nanoTime();
        long longest = 0;
        for (Request<?> request : open) {
            longest = Math.max(longest, request.waiting(now, progress));
        }
        return Duration.ofNanos(longest);
    }

    public boolean isEmpty() {
        return open.isEmpty();
    }
}
