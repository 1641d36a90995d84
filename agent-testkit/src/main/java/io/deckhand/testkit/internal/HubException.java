package io.deckhand.testkit.internal;

import static java.util.Objects.requireNonNull;

/** The hub refuses a request; each protocol adapter translates it. */
public final class HubException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final HubError error;

    public HubException(HubError error, String message) {
        super(requireNonNull(message));
        this.error = requireNonNull(error);
    }

    public HubError error() {
        return error;
    }

    /** {@return the message; a refusal always has one} */
    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage());
    }
}
