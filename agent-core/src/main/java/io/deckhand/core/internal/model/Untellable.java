package io.deckhand.core.internal.model;

/** Something that the language has no words for; the message says what, and what to use instead. */
final class Untellable extends Exception {
    private static final long serialVersionUID = 1L;

    Untellable(String message) {
        super(message, null, false, false);
    }
}
