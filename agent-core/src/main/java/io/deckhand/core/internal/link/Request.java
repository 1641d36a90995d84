package io.deckhand.core.internal.link;

import java.util.concurrent.CompletableFuture;

/**
 * A request to the hub and the future of its answer. Created by {@link Unanswered}, which removes it once it is done.
 */
public final class Request<T> extends CompletableFuture<T> {
    private final Unanswered unanswered;
    private final int bytes;
    private final Progress.Wait wait;
    private volatile long since = System.nanoTime();
    private volatile boolean written;

    Request(Unanswered unanswered, int bytes, Progress.Wait wait) {
        this.unanswered = unanswered;
        this.bytes = bytes;
        this.wait = wait;
    }

    /** The last byte was sent at this {@link System#nanoTime()}, at which the time to answer starts. */
    public void written(long nanoTime) {
        since = nanoTime;
        written = true;
    }

    /**
     * {@return for how many nanoseconds the hub has had the request; if it is not sent completely, how long no byte was
     * sent}
     *
     * @param progress the {@link System#nanoTime()} at which a byte was last sent
     */
    long waiting(long now, long progress) {
        return now - (written || progress - since < 0 ? since : progress);
    }

    /** {@return for how many nanoseconds it has waited while no byte moved} */
    long waiting() {
        return wait.nanos();
    }

    int bytes() {
        return bytes;
    }

    /** Completes a request that only needs an acknowledgement. */
    @SuppressWarnings("NullAway") // a Void has no other value
    public void acknowledged() {
        complete(null);
    }

    @Override
    public boolean complete(T answer) {
        unanswered.answered(this);
        return super.complete(answer);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        unanswered.forget(this);
        return super.completeExceptionally(failure);
    }
}
