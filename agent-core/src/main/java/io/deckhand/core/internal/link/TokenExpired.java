package io.deckhand.core.internal.link;

import org.jspecify.annotations.Nullable;

/** A connection ended after its SAS token had expired by the device's clock. */
public final class TokenExpired extends Exception {
    private static final long serialVersionUID = 1L;

    public TokenExpired(@Nullable Throwable cause) {
        super("The connection ended after its SAS token had expired", cause);
    }
}
