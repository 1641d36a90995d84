package io.deckhand.core.internal.method;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Counts what is under way, and signals when the count is zero. */
final class Outstanding {
    private int count;
    private @Nullable CompletableFuture<Void> none;

    synchronized void add() {
        count++;
    }

    void remove() {
        CompletableFuture<Void> told;
        synchronized (this) {
            count--;
            told = count == 0 ? none : null;
        }
        if (told != null) {
            told.complete(null);
        }
    }

    /** {@return completes when nothing is under way} */
    synchronized CompletionStage<Void> none() {
        if (none == null) {
            none = new CompletableFuture<>();
        }
        if (count == 0) {
            none.complete(null);
        }
        return none;
    }
}
