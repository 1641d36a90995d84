package io.deckhand.testkit.internal.net;

/** A protocol adapter that listens on a port of the hub's address. */
public interface HubServer extends AutoCloseable {

    /** {@return the port it listens on} */
    int port();

    /** {@return the number of its connections} */
    int openConnections();

    /** {@return the number of bytes not sent yet on them} */
    long bytesWaiting();

    /** Stops accepting connections; existing ones stay. */
    void stopListening();

    /** Stops listening and closes all connections; returns when the port is free. */
    @Override
    void close();
}
