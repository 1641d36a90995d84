package io.deckhand.core.internal.link;

/** A link could not be opened. The failure has a named cause; the exception's cause is the evidence. */
public final class HubLinkException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public HubLinkException(String message, Failure failure) {
        super(message, failure.evidence());
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
