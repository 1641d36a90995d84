package io.deckhand.core.internal.handler;

/** A declaration that the modelling language cannot express; the message says what it is, and what to use instead. */
public final class Untellable extends Exception {
    private static final long serialVersionUID = 1L;

    public Untellable(String message) {
        super(message, null, false, false);
    }
}
