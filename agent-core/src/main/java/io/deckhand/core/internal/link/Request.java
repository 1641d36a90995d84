package io.deckhand.core.internal.link;

import java.util.concurrent.CompletableFuture;

/** Something said to the hub, and what the hub will say to it. Made by {@link Unanswered}, which forgets it once it is done. */
public final class Request<T> extends CompletableFuture<T> {
    private final Unanswered unanswered;
    private volatile long since = System.nanoTime();
    private volatile boolean written;

    Request(Unanswered unanswered) {
        this.unanswered = unanswered;
    }

    /** Its last byte has left: from now on the hub has to answer. */
    public void written() {
        since = System.nanoTime();
        written = true;
    }

    /**
     * {@return for how many nanoseconds the hub has had it, or else since when nothing has left any more}
     *
     * @param progress the {@link System#nanoTime()} at which anything last left
     */
    long waiting(long now, long progress) {
        return now - (written || progress - since < 0 ? since : progress);
    }

    /** Completes it, where the acknowledgement is all that was asked for. */
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
