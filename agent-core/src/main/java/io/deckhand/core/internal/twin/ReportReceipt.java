package io.deckhand.core.internal.twin;

import io.deckhand.Receipt;
import io.deckhand.core.internal.store.Store;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The future of a caller that reported a property. */
final class ReportReceipt extends CompletableFuture<Void> implements Receipt {
    private final @Nullable Store store;

    ReportReceipt(@Nullable Store store) {
        this.store = store;
    }

    @Override
    public CompletionStage<Void> kept() {
        return store == null ? minimalCompletionStage() : store.keptAside();
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
