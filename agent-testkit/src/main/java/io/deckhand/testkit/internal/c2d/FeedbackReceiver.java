package io.deckhand.testkit.internal.c2d;

/** A back end that receives feedback. */
public interface FeedbackReceiver {

    /** Sends a batch to the back end if it can take one now; must not block. {@return whether it took it} */
    boolean deliver(FeedbackBatch batch);
}
