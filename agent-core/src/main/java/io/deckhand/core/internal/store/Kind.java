package io.deckhand.core.internal.store;

/**
 * The kind of a state; the position in this list is written to disk. Each kind has one owner, which encodes its values.
 */
public enum Kind {
    /** Reported properties that the hub has not accepted, by path. */
    REPORTED,
    /** The reported properties that the hub has. */
    REPORTED_TWIN,
    /** The desired properties that were delivered to listeners. */
    DESIRED_TWIN,
    /** Long-running operations, by id. */
    OPERATION,
    /** Cloud-to-device messages that were handled, by message id. */
    MESSAGE,
    /**
     * Small values that an agent needs at its next start, by a name that the owner chooses: {@link Store#put}. Meant
     * for the assignment of a provisioning service and for operational certificates.
     */
    VALUE
}
