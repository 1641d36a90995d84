package io.deckhand.testkit.internal.input;

import io.deckhand.testkit.internal.c2d.DeviceBoundMessage;

/**
 * A message to an input of a module.
 *
 * @param input the name of the input
 */
public record InputMessage(String input, DeviceBoundMessage content) {
    /** Passes messages to a connected module. */
    @FunctionalInterface
    public interface Receiver {
        /** Passes a message on; must not block. */
        void deliver(InputMessage message);
    }
}
