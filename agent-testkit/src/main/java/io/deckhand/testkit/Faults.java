package io.deckhand.testkit;

import io.deckhand.testkit.internal.HubCore;
import io.deckhand.testkit.internal.connection.CloseReason;
import io.deckhand.testkit.internal.connection.DeviceConnection;
import java.util.function.Supplier;

/**
 * What a hub and the network to it do wrong when a test asks for it. Safe for use by several threads.
 *
 * @since 0.1
 */
public final class Faults {
    private static final int LAST_REFUSAL = 5;

    private final Supplier<HubCore> core;

    Faults(Supplier<HubCore> core) {
        this.core = core;
    }

    /**
     * Resets a device's connection, as a failing network does. Nothing happens when it has none.
     *
     * @param device the device
     */
    public void cut(HubDevice device) {
        core.get().connections().find(device.deviceId()).ifPresent(connection -> connection.close(CloseReason.CUT));
    }

    /**
     * Keeps a device's socket open but takes nothing in and gives nothing out, like a half-open connection. It ends when
     * either side closes it; a new connection of the device is not silent.
     *
     * @param device the device
     */
    public void silence(HubDevice device) {
        core.get().connections().find(device.deviceId()).ifPresent(DeviceConnection::silence);
    }

    /** Forgets the subscriptions kept of all devices: who connects next finds no session. */
    public void forgetSessions() {
        core.get().sessions().forgetAll();
    }

    /**
     * Refuses every connection from now on; those that are there stay. Over AMQP the answer to a device's token is what comes
     * closest: 401 for 4 and 5, 503 for 3, else 400.
     *
     * @param connackCode the code to refuse with, 1 to 5: 3 for "unavailable", 5 for "not authorized"
     * @throws IllegalArgumentException when there is no such code
     */
    public void refuseConnections(int connackCode) {
        if (connackCode < 1 || connackCode > LAST_REFUSAL) {
            throw new IllegalArgumentException(
                    "connackCode is " + connackCode + "; a hub refuses with 1 to " + LAST_REFUSAL + ".");
        }
        core.get().faults().refuseConnections(connackCode);
    }

    /** Takes connections again, after {@link #refuseConnections}. */
    public void acceptConnections() {
        core.get().faults().acceptConnections();
    }

    /**
     * Ends every live connection as the hub does when a token expires: it drops the socket without a word, or over AMQP
     * detaches the device's links. A device comes
     * back with a new token, and also with the old one, whose real end has not come.
     */
    public void expireTokens() {
        core.get().connections().list().forEach(connection -> connection.close(CloseReason.TOKEN_EXPIRED));
    }

    /**
     * Counts how often a device tried to connect, refused or not, restarts of the hub included.
     *
     * @param device the device
     * @return the CONNECT packets seen with its id, and the AMQP connections on which it showed itself
     */
    public int connects(HubDevice device) {
        return core.get().faults().connects(device.deviceId());
    }
}
