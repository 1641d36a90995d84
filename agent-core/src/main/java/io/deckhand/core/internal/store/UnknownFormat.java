package io.deckhand.core.internal.store;

import java.io.IOException;

/** The store is whole, but of another format or under another key: opening it would lose what is in it. */
final class UnknownFormat extends IOException {
    private static final long serialVersionUID = 1L;

    UnknownFormat(String message) {
        super(message);
    }
}
