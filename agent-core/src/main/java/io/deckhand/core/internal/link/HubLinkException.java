package io.deckhand.core.internal.link;

/** A link could not be opened. The cause is what the SDK said; {@code FailureDiagnosis} gives it a name. */
public final class HubLinkException extends Exception {
    private static final long serialVersionUID = 1L;

    public HubLinkException(String message, Throwable cause) {
        super(message, cause);
    }
}
