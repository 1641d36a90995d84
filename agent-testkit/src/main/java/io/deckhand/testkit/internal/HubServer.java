package io.deckhand.testkit.internal;

/** A protocol adapter that listens on a port of the hub's address. */
public interface HubServer extends AutoCloseable {

    /** {@return the port it listens on} */
    int port();

    /** Stops listening and closes all connections at once; returns when the port is free. */
    @Override
    void close();
}
