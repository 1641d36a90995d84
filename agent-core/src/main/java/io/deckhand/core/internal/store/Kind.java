package io.deckhand.core.internal.store;

/** What a state is about; the position in this list is written to disk. Each kind has one owner, which encodes its values. */
public enum Kind {
    /** Reported properties that the hub has not accepted, by path. */
    REPORTED,
    /** The reported properties that the hub is known to have. */
    REPORTED_TWIN,
    /** What the listeners have been told of the desired properties. */
    DESIRED_TWIN,
    /** Long-running operations, by id. */
    OPERATION,
    /** Cloud-to-device messages that were handled, by message id. */
    MESSAGE,
    /**
     * Anything small that an agent wants to know again at its next start, by a name of its owner's: {@link Store#put}. Meant for the
     * assignment of a provisioning service and operational certificates.
     */
    VALUE
}
