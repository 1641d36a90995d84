package io.deckhand.testkit.internal.net;

/** A protocol adapter that listens on a port of the hub's address. */
public interface HubServer extends AutoCloseable {

    /** {@return the port it listens on} */
    int port();

    /** {@return how many connections it has} */
    int openConnections();

    /** {@return how many bytes wait on them to be sent} */
    long bytesWaiting();

    /** Takes no more connections; those that are there stay. */
    void stopListening();

    /** Stops listening and closes all connections at once; returns when the port is free. */
    @Override
    void close();
}
