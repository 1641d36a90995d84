package io.deckhand.core.internal.link;

import java.util.concurrent.CompletableFuture;

/**
 * A request to the hub and the future of its answer. Created by {@link Unanswered}, which removes it once it is done.
 */
public final class Request<T> extends CompletableFuture<T> {
    private final Unanswered unanswered;
    private final int bytes;
    private final Progress.Wait wait;

    Request(Unanswered unanswered, int bytes, Progress.Wait wait) {
        this.unanswered = unanswered;
        this.bytes = bytes;
        this.wait = wait;
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
