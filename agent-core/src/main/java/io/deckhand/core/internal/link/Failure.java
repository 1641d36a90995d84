package io.deckhand.core.internal.link;

import io.deckhand.FailureCause;
import org.jspecify.annotations.Nullable;

/** A failed attempt or a lost connection: its named cause, and what the SDK said. */
public record Failure(FailureCause cause, @Nullable Throwable evidence) {
    /** {@return the evidence in a line: the innermost message, which holds no key or token} */
    String detail() {
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
        return cause.sentence() + " (" + detail() + "). " + cause.remedy();
    }
}
