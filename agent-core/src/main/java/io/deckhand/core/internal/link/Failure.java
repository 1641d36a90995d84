package io.deckhand.core.internal.link;

import io.deckhand.FailureCause;
import io.deckhand.identity.CredentialException;
import org.jspecify.annotations.Nullable;

/** A failed attempt or a lost connection: its named cause, what the SDK said, and what may help beyond the cause's remedy. */
public record Failure(
        FailureCause cause,
        @Nullable Throwable evidence,
        @Nullable String hint) {
    /** A failure of which there is no more to say. */
    public Failure(FailureCause cause, @Nullable Throwable evidence) {
        this(cause, evidence, null);
    }

    /** {@return the same, with what may help whoever reads of it} */
    public Failure with(String more) {
        return new Failure(cause, evidence, more);
    }

    /** {@return the evidence in a line: the innermost message, which holds no key or token} */
    String detail() {
        if (evidence instanceof CredentialException own) {
            return String.valueOf(own.getMessage()); // a sentence of our own; what it was caused by says less
        }
        Throwable innermost = evidence;
        while (innermost != null && innermost.getCause() != null && innermost.getCause() != innermost) {
            innermost = innermost.getCause();
        }
        return innermost == null
                ? "no details"
                : innermost.toString().lines().findFirst().orElse(""); // a proxy's answer has several
    }

    @Override
    public String toString() {
        return cause.sentence() + " (" + detail() + "). " + cause.remedy() + (hint == null ? "" : " " + hint);
    }
}
