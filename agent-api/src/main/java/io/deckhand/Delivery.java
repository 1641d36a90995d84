package io.deckhand;

/**
 * How far what was accepted has come.
 *
 * @since 0.1
 */
public enum Delivery {
    /** It is on disk, and goes out even if the device loses power now. Without a store only the hub keeps anything. */
    KEPT,
    /** The hub has acknowledged it, or it was given up. */
    ACKNOWLEDGED
}
