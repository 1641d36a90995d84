package io.deckhand.core.internal.store;

import java.io.IOException;

/** The store is intact, but has another format or key: opening it would lose its contents. */
final class UnknownFormat extends IOException {
    private static final long serialVersionUID = 1L;

    UnknownFormat(String message) {
        super(message);
    }
}
