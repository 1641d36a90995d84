package io.deckhand.testkit.internal.connection;

/** Is notified when devices and modules connect and disconnect; must not block. */
public interface ConnectionListener {

    /**
     * A device or module has connected, and was not connected before.
     *
     * @param number orders the changes of all devices
     */
    void connected(String id, long number);

    /** It is no longer connected. */
    void disconnected(String id, long number);
}
