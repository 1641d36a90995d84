package io.deckhand.core.internal.link;

import io.deckhand.FailureCause;
import io.deckhand.identity.CredentialException;
import org.jspecify.annotations.Nullable;

/**
 * A failed attempt or a lost connection: its named cause, the exception of the SDK, and a hint in addition to the
 * cause's remedy.
 */
public record Failure(
        FailureCause cause,
        @Nullable Throwable evidence,
        @Nullable String hint) {
    /** A failure without a hint. */
    public Failure(FailureCause cause, @Nullable Throwable evidence) {
        this(cause, evidence, null);
    }

    /** {@return the same failure, with another hint for the reader} */
    public Failure with(String more) {
        return new Failure(cause, evidence, hint == null ? more : hint + " " + more);
    }

    /** {@return the evidence in one line: the innermost message, which contains no key or token} */
    String detail() {
        if (evidence instanceof CredentialException own) {
            return String.valueOf(own.getMessage()); // our own message says more than that of its cause
        }
        Throwable innermost = evidence;
        while (innermost != null && innermost.getCause() != null && innermost.getCause() != innermost) {
            innermost = innermost.getCause();
        }
        return innermost == null
                ? "no details"
                : inWords(innermost).lines().findFirst().orElse(""); // a proxy's answer has several
    }

    /** The class of an exception of the JDK or of a client helps to look it up; that of one of Deckhand's does not. */
    private static String inWords(Throwable thrown) {
        return thrown.getClass().getName().startsWith("io.deckhand.")
                ? String.valueOf(thrown.getMessage())
                : thrown.toString();
    }

    @Override
    public String toString() {
        return cause.sentence() + " (" + detail() + "). " + cause.remedy() + (hint == null ? "" : " " + hint);
    }
}
