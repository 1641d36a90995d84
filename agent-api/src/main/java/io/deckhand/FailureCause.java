package io.deckhand;

/**
 * Why a connection attempt failed, or a connection was lost.
 *
 * <pre>{@code
 * ReconnectPolicy patient = (attempt, cause) ->
 *         cause == FailureCause.CREDENTIALS_REFUSED ? Duration.ofMinutes(5) : usual.delayBefore(attempt, cause);
 * }</pre>
 *
 * @since 0.1
 */
public enum FailureCause {
    /** The hub's name has no address: no DNS, or a wrong name. */
    NAME_NOT_RESOLVED(
            "the hub's name was not resolved", "Check the network's DNS and the HostName of the connection string."),
    /** There is no route to the hub's address. */
    NETWORK_UNREACHABLE("the network does not reach the hub", "Check the network of this device."),
    /** The hub's machine refused the connection: nothing listens there, or a firewall rejects it. */
    CONNECTION_REFUSED("the connection was refused", "Check that the hub is up and that no firewall blocks the port."),
    /** The HTTP proxy refused a tunnel to the hub: wrong credentials, or it does not allow this device. */
    PROXY_REFUSED("the proxy refused", "Check the proxy's address, its user name and password, and its access rules."),
    /** Nothing answered on the hub's port at all, as with a firewall that drops packets. */
    PORT_BLOCKED(
            "nothing answered on the hub's port",
            "Check whether the network allows this port, or add a WebSocket transport as an alternative. This is a "
                    + "guess: the "
                    + "hub's machine may be down."),
    /** Nothing answered in time. */
    TIMED_OUT("nothing answered in time", "Check the network, and that no firewall blocks the port."),
    /** The hub's certificate is not trusted, or is for another name. */
    TLS_NOT_TRUSTED(
            "the hub's certificate is not trusted",
            "Check the trusted certificates of this device; for a local hub give its CA with trustedCertificates(...)."),
    /** The hub's certificate is not valid at this device's time. */
    CLOCK_WRONG(
            "the hub's certificate is not valid at this device's time",
            "Check the clock of this device. This is a guess: the certificate may really have expired."),
    /**
     * The TLS handshake ended with an alert, such as {@code handshake_failure}, {@code protocol_version} or
     * {@code unknown_ca}: the two sides have no common version or cipher suite, or one does not accept the other's
     * certificate.
     */
    TLS_HANDSHAKE_FAILED(
            "the TLS handshake failed",
            "It will keep failing until the TLS versions, the cipher suites or the certificates of one side are changed."),
    /** The hub does not accept the device's key, or the device does not exist or is disabled. */
    CREDENTIALS_REFUSED(
            "the hub refused the credentials",
            "Check the key and the device id, that the device exists and is enabled, and the clock of this device."),
    /**
     * The device's own certificate, key or token cannot be used: a file is missing or damaged, or a key does not match.
     */
    CREDENTIAL_UNUSABLE(
            "the device's own credential cannot be used",
            "It is read again at each attempt, so no restart is needed once it is corrected."),
    /** The device's own certificate or token has expired, or is not valid yet. */
    CREDENTIAL_OUT_OF_TIME(
            "the device's own certificate or token is not valid now",
            "It is read again at each attempt, so no restart is needed once it is renewed."),
    /** The device does not exist. Reported over AMQP only: over MQTT it is {@link #CREDENTIALS_REFUSED}. */
    DEVICE_UNKNOWN("the hub knows no such device", "Create the device identity, or check the device id."),
    /**
     * The connection ended after its SAS token had expired: the device was asleep or suspended when the agent should
     * have signed the next one. Reported over MQTT only, where the hub ends a connection when its token expires.
     */
    TOKEN_EXPIRED(
            "the SAS token was over when the connection ended",
            "Nothing to do: a new one is signed. If it comes back, check the clock of this device, or use a longer "
                    + "tokenLifetime(...) on one that sleeps."),
    /**
     * The provisioning service does not accept the credentials, or there is no such enrollment or id scope; it does not
     * say which.
     */
    PROVISIONING_REFUSED(
            "the provisioning service refused the credentials",
            "Check the id scope, the registration id, that there is an enrollment for it, its key or certificate, and the clock "
                    + "of this device."),
    /** The provisioning service knows no such registration, or no such id scope. */
    PROVISIONING_UNKNOWN(
            "the provisioning service knows no such registration", "Check the id scope and the registration id."),
    /** The enrollment is disabled. The agent tries again every hour. */
    PROVISIONING_DISABLED(
            "the enrollment is disabled",
            "Enable it at the provisioning service; the agent tries again within an hour, or at once after "
                    + "networkChanged()."),
    /** The provisioning service throttles requests. */
    PROVISIONING_THROTTLED(
            "the provisioning service throttles",
            "Nothing to do: the agent waits as long as the service requests, plus a random time."),
    /** The provisioning service reported that it is unavailable. */
    PROVISIONING_UNAVAILABLE("the provisioning service is unavailable", "Nothing to do: it is tried again."),
    /** The provisioning service refused the registration, or its answer was invalid. */
    PROVISIONING_FAILED(
            "the registration failed",
            "See the service's own message in the parentheses, and the allocation policy of the enrollment."),
    /** The agent does not support the assigned hub, such as one with the MQTT 5 profile. */
    HUB_PROFILE_UNSUPPORTED(
            "the assigned hub does not speak MQTT 3.1.1 and AMQP as the agent does",
            "Assign a hub with the classic connection profile."),
    /** A message exceeded the hub's limit. The agent checks sizes first, so this should not occur. */
    MESSAGE_TOO_LARGE("the hub refused a message for its size", "Send less at once."),
    /** The hub's daily number of messages is used up. */
    QUOTA_EXCEEDED("the hub's quota is used up", "Wait until it is renewed at midnight UTC, or add units to the hub."),
    /** The hub reported that it is unavailable. */
    HUB_UNAVAILABLE("the hub is unavailable", "Nothing to do: it is tried again."),
    /** The hub throttles requests. */
    THROTTLED("the hub throttles this device", "Send less often."),
    /** Connections repeatedly end soon after they were opened: most likely another client uses the same device id. */
    ANOTHER_CLIENT(
            "another client seems to use this device id: connections end as soon as they are made, or are said to be stolen",
            "Give every device its own identity. Over MQTT this is a guess: the hub does not say why it closes a "
                    + "connection."),
    /** An established connection ended. */
    CONNECTION_LOST("the connection was lost", "Nothing to do: it is tried again."),
    /** None of the others. */
    UNKNOWN("it failed for a reason not known to Deckhand", "See the exception.");

    private final String sentence;
    private final String remedy;

    FailureCause(String sentence, String remedy) {
        this.sentence = sentence;
        this.remedy = remedy;
    }

    /** {@return the cause in words, to be used within a sentence} */
    public String sentence() {
        return sentence;
    }

    /**
     * {@return whether it persists until the device, its credential, its identity or the network's rules are changed;
     * all other causes may disappear without a change}
     */
    public boolean isLasting() {
        return switch (this) {
            case PROXY_REFUSED,
                    TLS_NOT_TRUSTED,
                    CLOCK_WRONG,
                    TLS_HANDSHAKE_FAILED,
                    CREDENTIALS_REFUSED,
                    CREDENTIAL_UNUSABLE,
                    CREDENTIAL_OUT_OF_TIME,
                    DEVICE_UNKNOWN,
                    PROVISIONING_REFUSED,
                    PROVISIONING_UNKNOWN,
                    PROVISIONING_DISABLED,
                    HUB_PROFILE_UNSUPPORTED,
                    MESSAGE_TOO_LARGE,
                    ANOTHER_CLIENT -> true;
            case NAME_NOT_RESOLVED,
                    PORT_BLOCKED,
                    NETWORK_UNREACHABLE,
                    CONNECTION_REFUSED,
                    TIMED_OUT,
                    TOKEN_EXPIRED,
                    PROVISIONING_THROTTLED,
                    PROVISIONING_UNAVAILABLE,
                    PROVISIONING_FAILED,
                    QUOTA_EXCEEDED,
                    HUB_UNAVAILABLE,
                    THROTTLED,
                    CONNECTION_LOST,
                    UNKNOWN -> false;
        };
    }

    /** {@return the remedy, as a sentence} */
    public String remedy() {
        return remedy;
    }
}
