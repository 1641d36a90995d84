package io.deckhand.core.internal.handler;

/** Something that the language has no words for; the message says what, and what to use instead. */
public final class Untellable extends Exception {
    private static final long serialVersionUID = 1L;

    public Untellable(String message) {
        super(message, null, false, false);
    }
}
