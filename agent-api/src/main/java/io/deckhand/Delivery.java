package io.deckhand;

/**
 * The stage that accepted data has reached.
 *
 * @since 0.1
 */
public enum Delivery {
    /**
     * It is on disk, and will be sent even if the device loses power now. Without a store, the same as
     * {@link #ACKNOWLEDGED}.
     */
    KEPT,
    /** The hub has acknowledged it, or it was given up. */
    ACKNOWLEDGED
}
