package io.deckhand.bench.device;

import org.jspecify.annotations.Nullable;

/** A connected device of one side, with handlers for all operations of the bench. */
interface Device extends AutoCloseable {
    /** Receives the outcome of sending; called from any thread. */
    @FunctionalInterface
    interface Acknowledgement {
        void arrived(@Nullable Throwable failure);
    }

    void send(byte[] body, Acknowledgement acknowledgement);

    /** Sends a message whose outcome the caller does not need. */
    default void sendAndForget(byte[] body) {
        send(body, failure -> {});
    }

    void report(String name, Object value, Acknowledgement acknowledgement);

    boolean isConnected();

    @Override
    void close();
}
