package io.deckhand.core.internal.link;

import org.jspecify.annotations.Nullable;

/** A connection ended whose SAS token was over by the device's own clock. */
public final class TokenExpired extends Exception {
    private static final long serialVersionUID = 1L;

    public TokenExpired(@Nullable Throwable cause) {
        super("The connection ended after its SAS token", cause);
    }
}
