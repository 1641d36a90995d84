package io.deckhand.testkit.internal.c2d;

/** A back end that takes feedback. */
public interface FeedbackReceiver {

    /** Sends a batch to the back end, unless it takes none now; must not block. {@return whether it took it} */
    boolean deliver(FeedbackBatch batch);
}
