package io.deckhand.core.internal.store;

import java.io.IOException;

/** Another process, or another agent in this process, uses the directory. */
final class StoreInUse extends IOException {
    private static final long serialVersionUID = 1L;

    StoreInUse(String message) {
        super(message);
    }
}
