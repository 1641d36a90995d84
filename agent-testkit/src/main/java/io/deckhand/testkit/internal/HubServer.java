package io.deckhand.testkit.internal;

/** A protocol adapter that listens on a port of the hub's address. */
public interface HubServer extends AutoCloseable {

    /** {@return the port it listens on} */
    int port();

    /** Takes no more connections; those that are there stay. */
    void stopListening();

    /** Stops listening and closes all connections at once; returns when the port is free. */
    @Override
    void close();
}
