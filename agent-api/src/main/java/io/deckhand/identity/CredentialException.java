package io.deckhand.identity;

import org.jspecify.annotations.Nullable;

/**
 * There is no usable credential: a file is unreadable, a certificate has expired, or a key does not match. The message
 * says what is wrong, where, and what to do; it contains no part of a key or token.
 *
 * @since 0.1
 */
public final class CredentialException extends Exception {
    private static final long serialVersionUID = 1L;

    /** True if the credential has expired, or is not valid yet. */
    private final boolean over;

    /**
     * A credential that cannot be used.
     *
     * @param message what is wrong, where, and what to do
     */
    public CredentialException(String message) {
        this(message, null);
    }

    /**
     * A credential that cannot be used, with the causing exception.
     *
     * @param message what is wrong, where, and what to do
     * @param cause the exception; null if there is none
     */
    public CredentialException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private CredentialException(String message, @Nullable Throwable cause, boolean over) {
        super(message, cause);
        this.over = over;
    }

    /**
     * A certificate or token that has expired, or is not valid yet.
     *
     * @param message what has expired, since when, and what to do
     * @return the exception
     */
    public static CredentialException outOfTime(String message) {
        return new CredentialException(message, null, true);
    }

    /** {@return whether the credential has expired, or is not valid yet} */
    public boolean isOutOfTime() {
        return over;
    }
}
