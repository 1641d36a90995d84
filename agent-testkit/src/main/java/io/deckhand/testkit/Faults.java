package io.deckhand.testkit;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.connection.CloseReason;
import io.deckhand.testkit.internal.connection.DeviceConnection;
import io.deckhand.testkit.internal.fault.FaultSwitches;
import io.deckhand.testkit.internal.hub.HubCore;
import java.time.Duration;
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
     * Ends a device's connection as if another client had connected with its id.
     *
     * @param device the device
     */
    public void steal(HubDevice device) {
        core.get()
                .connections()
                .find(device.deviceId())
                .ifPresent(connection -> connection.close(CloseReason.REPLACED));
    }

    /**
     * Refuses every connection from now on; those that are there stay. Over AMQP the answer to a device's token is what comes
     * closest: 401 for 4 and 5, 503 for 3, else 400.
     *
     * @param connackCode the code to refuse with, 1 to 5: 3 for "unavailable", 5 for "not authorized"
     * @throws IllegalArgumentException when there is no such code
     */
    public void refuseConnections(int connackCode) {
        switches().refuseConnections(null, checkedCode(connackCode), FaultSwitches.FOR_EVER);
    }

    /**
     * Refuses every connection of a device from now on; one that is there stays.
     *
     * @param device the device
     * @param connackCode as for {@link #refuseConnections(int)}
     * @throws IllegalArgumentException when there is no such code
     */
    public void refuseConnections(HubDevice device, int connackCode) {
        switches().refuseConnections(device.deviceId(), checkedCode(connackCode), FaultSwitches.FOR_EVER);
    }

    /** Takes all connections again, after {@link #refuseConnections(int)}. */
    public void acceptConnections() {
        switches().acceptConnections();
    }

    /**
     * Refuses all that devices and back ends ask for. Back ends get the error, devices too when they read or write their
     * twins; telemetry is rejected over AMQP, and over MQTT, which has no way to say so, it costs the connection.
     *
     * @param errorCode one of the hub's six-digit codes, such as 500001 or 503001
     * @throws IllegalArgumentException that lists the known codes when there is no such one
     */
    public void refuseRequests(int errorCode) {
        switches().refuseRequests(null, HubError.ofCode(errorCode), FaultSwitches.FOR_EVER);
    }

    /**
     * Refuses all that one device asks for and back ends ask about it.
     *
     * @param device the device
     * @param errorCode as for {@link #refuseRequests(int)}
     * @throws IllegalArgumentException that lists the known codes when there is no such one
     */
    public void refuseRequests(HubDevice device, int errorCode) {
        switches().refuseRequests(device.deviceId(), HubError.ofCode(errorCode), FaultSwitches.FOR_EVER);
    }

    /** Refuses requests as a hub does that has too many: 429001. */
    public void throttle() {
        refuseRequests(HubError.THROTTLING.code());
    }

    /** Refuses requests as a hub does whose daily quota is used up: 403002. */
    public void exceedQuota() {
        refuseRequests(HubError.IOT_HUB_QUOTA_EXCEEDED.code());
    }

    /** Serves all requests again, after {@link #refuseRequests}, {@link #throttle} or {@link #exceedQuota}. */
    public void acceptRequests() {
        switches().acceptRequests();
    }

    /**
     * Lets certain packets get lost, come late, come twice, or cut the connection, from now on.
     *
     * @param fault which packets, and what becomes of them
     * @return the fault in force, to count its strikes and to end it
     */
    public ActiveFault inject(PacketFault fault) {
        return new ActiveFault(switches().packets().inject(fault));
    }

    /**
     * Lets every new connection wait for the hub's side of the TLS handshake.
     *
     * @param delay how long; zero ends it
     * @throws IllegalArgumentException when it is negative
     */
    public void delayHandshakes(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay is " + delay + "; it must be zero or more.");
        }
        switches().delayHandshakes(delay);
    }

    /** Takes new connections and never says a word on them, not even of TLS; this ends with {@link #answerConnections}. */
    public void leaveConnectionsUnanswered() {
        switches().leaveUnanswered(true);
    }

    /** Answers new connections again; those that were left unanswered stay so. */
    public void answerConnections() {
        switches().leaveUnanswered(false);
    }

    /** Ends all that goes on: refusals, packet faults, slow and unanswered handshakes. */
    public void clear() {
        switches().clear();
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
     * Ends one device's live connection as {@link #expireTokens()} ends all.
     *
     * @param device the device
     */
    public void expireToken(HubDevice device) {
        core.get()
                .connections()
                .find(device.deviceId())
                .ifPresent(connection -> connection.close(CloseReason.TOKEN_EXPIRED));
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

    private FaultSwitches switches() {
        return core.get().faults();
    }

    private static int checkedCode(int connackCode) {
        if (connackCode < 1 || connackCode > LAST_REFUSAL) {
            throw new IllegalArgumentException(
                    "connackCode is " + connackCode + "; a hub refuses with 1 to " + LAST_REFUSAL + ".");
        }
        return connackCode;
    }
}
