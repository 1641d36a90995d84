package io.deckhand.core.internal.link;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a link sent and the hub has neither acknowledged nor answered. */
public final class Unanswered {
    private final Traffic traffic;
    private final Set<Request<?>> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable IOException lost;

    public Unanswered(Traffic traffic) {
        this.traffic = traffic;
    }

    /** {@return a request that is about to be sent; on a link that was lost it has failed already} */
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

    /** Fails what nobody is going to answer any more, and all that is still to come. */
    public void fail(@Nullable Throwable cause) {
        IOException failure = new IOException("The connection was lost before the hub answered", cause);
        lost = failure;
        open.forEach(request -> request.completeExceptionally(failure));
    }

    /** {@return for how long the oldest has waited: not at all if nothing does} */
    public Duration longestWait() {
        return longestWait(System.nanoTime() - Long.MAX_VALUE / 2); // nothing is known of the line
    }

    /**
     * {@return the same, where a request that still waits for a slow line has not begun to wait for its answer}
     *
     * @param progress the {@link System#nanoTime()} at which anything last left
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
