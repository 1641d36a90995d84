package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;

/**
 * The hub refused a back end's request, with the error that a REST call would receive.
 *
 * @since 0.1
 */
public final class HubFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The error that the hub answered with. */
    private final HubError error;

    HubFailure(HubException cause) {
        super(cause.error().code() + " " + cause.error().wireName() + ": " + cause.getMessage(), cause);
        error = cause.error();
    }

    /** {@return the same failure with the caller's stack trace in place of that of a thread of the hub} */
    HubFailure thrownHere() {
        return new HubFailure((HubException) requireNonNull(getCause()));
    }

    /** {@return the HTTP status, such as 404} */
    public int httpStatus() {
        return error.httpStatus();
    }

    /** {@return the hub's error code, such as 404103} */
    public int errorCode() {
        return error.code();
    }

    /** {@return the name of the error, such as {@code DeviceNotOnline}} */
    public String name() {
        return error.wireName();
    }
}
