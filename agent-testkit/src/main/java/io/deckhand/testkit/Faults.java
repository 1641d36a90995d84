package io.deckhand.testkit;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.connection.CloseReason;
import io.deckhand.testkit.internal.connection.DeviceConnection;
import io.deckhand.testkit.internal.fault.FaultSwitches;
import io.deckhand.testkit.internal.hub.HubCore;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Injects faults of the hub and of the network to it. Safe for use by several threads.
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
     * Resets a device's connection, as a failing network does. Does nothing when the device is not connected.
     *
     * @param device the device
     */
    public void cut(HubDevice device) {
        core.get().connections().find(device.deviceId()).ifPresent(connection -> connection.close(CloseReason.CUT));
    }

    /**
     * Keeps a device's socket open without reading or writing, like a half-open connection, until either side closes
     * it. A new connection of the device works.
     *
     * @param device the device
     */
    public void silence(HubDevice device) {
        core.get().connections().find(device.deviceId()).ifPresent(DeviceConnection::silence);
    }

    /** Deletes the persistent sessions of all devices: the next CONNACK says that no session is present. */
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
     * Refuses every new connection from now on; existing connections stay. Over AMQP a device's token is refused with
     * the closest status: 401 for 4 and 5, 503 for 3, otherwise 400.
     *
     * @param connackCode the code to refuse with, 1 to 5: 3 for "unavailable", 5 for "not authorized"
     * @throws IllegalArgumentException when the code is not 1 to 5
     */
    public void refuseConnections(int connackCode) {
        switches().refuseConnections(null, checkedCode(connackCode), FaultSwitches.FOR_EVER);
    }

    /**
     * Refuses every new connection of a device from now on; an existing connection stays.
     *
     * @param device the device
     * @param connackCode as for {@link #refuseConnections(int)}
     * @throws IllegalArgumentException when the code is not 1 to 5
     */
    public void refuseConnections(HubDevice device, int connackCode) {
        switches().refuseConnections(device.deviceId(), checkedCode(connackCode), FaultSwitches.FOR_EVER);
    }

    /** Accepts all connections again, after {@link #refuseConnections(int)}. */
    public void acceptConnections() {
        switches().acceptConnections();
    }

    /**
     * Refuses all requests of devices and back ends. Back ends receive the error, and so do devices that read or write
     * their twins. Telemetry is rejected over AMQP; over MQTT, which has no negative acknowledgement, the connection is
     * closed.
     *
     * @param errorCode one of the hub's six-digit codes, such as 500001 or 503001
     * @throws IllegalArgumentException for an unknown code; its message lists the known codes
     */
    public void refuseRequests(int errorCode) {
        switches().refuseRequests(null, HubError.ofCode(errorCode), FaultSwitches.FOR_EVER);
    }

    /**
     * Refuses all requests of one device, and those of back ends that name it.
     *
     * @param device the device
     * @param errorCode as for {@link #refuseRequests(int)}
     * @throws IllegalArgumentException for an unknown code; its message lists the known codes
     */
    public void refuseRequests(HubDevice device, int errorCode) {
        switches().refuseRequests(device.deviceId(), HubError.ofCode(errorCode), FaultSwitches.FOR_EVER);
    }

    /** Refuses requests as a throttled hub does, with 429001. */
    public void throttle() {
        refuseRequests(HubError.THROTTLING.code());
    }

    /** Refuses requests as a hub does that has exceeded its daily quota, with 403002. */
    public void exceedQuota() {
        refuseRequests(HubError.IOT_HUB_QUOTA_EXCEEDED.code());
    }

    /** Accepts all requests again, after {@link #refuseRequests}, {@link #throttle} or {@link #exceedQuota}. */
    public void acceptRequests() {
        switches().acceptRequests();
    }

    /**
     * Drops, delays or duplicates packets, or cuts the connection at them, from now on.
     *
     * @param fault which packets, and what happens to them
     * @return the active fault, which counts the affected packets and can be ended
     */
    public ActiveFault inject(PacketFault fault) {
        return new ActiveFault(switches().packets().inject(fault));
    }

    /**
     * Delays the hub's side of the TLS handshake of every new connection.
     *
     * @param delay the delay; zero switches it off
     * @throws IllegalArgumentException when it is negative
     */
    public void delayHandshakes(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay is " + delay + "; it must be zero or more.");
        }
        switches().delayHandshakes(delay);
    }

    /**
     * Accepts new connections but sends nothing on them, not even a TLS handshake, until {@link #answerConnections}.
     */
    public void leaveConnectionsUnanswered() {
        switches().leaveUnanswered(true);
    }

    /** Answers new connections again; connections left unanswered stay unanswered. */
    public void answerConnections() {
        switches().leaveUnanswered(false);
    }

    /**
     * Presents a certificate of a certificate authority that no client trusts to every new connection, until {@link #clear()}:
     * as an intercepting proxy does, or the hub of somebody else. Existing connections stay.
     */
    public void presentUntrustedCertificate() {
        switches().presentUntrusted(true);
    }

    /**
     * Resets the connections of the next requests that upload a file or a part of one, before the hub has all of it. What was
     * uploaded before stays.
     *
     * @param times how many requests, at least 1
     * @throws IllegalArgumentException when it is less
     */
    public void cutUploads(int times) {
        if (times < 1) {
            throw new IllegalArgumentException("times is " + times + "; it must be at least 1.");
        }
        switches().cutUploads(times);
    }

    /** Ends all active faults: refusals, packet faults, delayed, unanswered and untrusted handshakes, cut uploads. */
    public void clear() {
        switches().clear();
    }

    /**
     * Ends every connection as the hub does when a token expires: it closes the socket, or over AMQP detaches the
     * device's links. Devices can reconnect with a new token, and also with the old one, which has not really expired.
     */
    public void expireTokens() {
        core.get().connections().list().forEach(connection -> connection.close(CloseReason.TOKEN_EXPIRED));
    }

    /**
     * Ends one device's connection as {@link #expireTokens()} ends all.
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
     * Counts a device's connection attempts, accepted or refused, across restarts of the hub.
     *
     * @param device the device
     * @return the number of CONNECT packets with its id, plus the AMQP connections on which it authenticated
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
