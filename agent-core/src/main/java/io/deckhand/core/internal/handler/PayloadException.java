package io.deckhand.core.internal.handler;

/** A payload did not bind to what its handler takes. The message is for the caller: it names no class and no value. */
public final class PayloadException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    PayloadException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    PayloadException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** {@return the short name of the problem, as it goes into the answer} */
    public String code() {
        return code;
    }
}
