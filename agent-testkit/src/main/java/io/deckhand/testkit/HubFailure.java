package io.deckhand.testkit;

import io.deckhand.testkit.internal.HubException;

/**
 * The hub refused what a back end asked, with the error it would have answered a REST call with.
 *
 * @since 0.1
 */
public final class HubFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int httpStatus;
    private final int errorCode;
    private final String name;

    HubFailure(HubException cause) {
        super(cause.error().code() + " " + cause.error().wireName() + ": " + cause.getMessage(), cause);
        httpStatus = cause.error().httpStatus();
        errorCode = cause.error().code();
        name = cause.error().wireName();
    }

    /** {@return the HTTP status, such as 404} */
    public int httpStatus() {
        return httpStatus;
    }

    /** {@return the hub's error code, such as 404103} */
    public int errorCode() {
        return errorCode;
    }

    /** {@return the name of the error, such as {@code DeviceNotOnline}} */
    public String name() {
        return name;
    }
}
