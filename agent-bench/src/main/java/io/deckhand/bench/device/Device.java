package io.deckhand.bench.device;

import org.jspecify.annotations.Nullable;

/** A connected device of one side, with handlers for everything the bench does to it. */
interface Device extends AutoCloseable {
    /** What becomes of something sent; called from any thread. */
    @FunctionalInterface
    interface Acknowledgement {
        void arrived(@Nullable Throwable failure);
    }

    void send(byte[] body, Acknowledgement acknowledgement);

    void report(String name, Object value, Acknowledgement acknowledgement);

    boolean isConnected();

    @Override
    void close();
}
