package io.deckhand.core.internal.link;

import java.util.concurrent.CompletableFuture;

/** Something said to the hub, and what the hub will say to it. Made by {@link Unanswered}, which forgets it once it is done. */
public final class Request<T> extends CompletableFuture<T> {
    private final Unanswered unanswered;
    private final long since = System.nanoTime();

    Request(Unanswered unanswered) {
        this.unanswered = unanswered;
    }

    /** {@return the {@link System#nanoTime()} at which it was made} */
    long since() {
        return since;
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
