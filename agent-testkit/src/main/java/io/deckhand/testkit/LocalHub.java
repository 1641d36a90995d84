package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubSettings;
import io.deckhand.testkit.internal.dps.LinkedHub;
import io.deckhand.testkit.internal.identity.Authentication;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.identity.Thumbprints;
import io.deckhand.testkit.internal.server.PortsWanted;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A local Azure IoT Hub: unmodified device and service SDKs connect to it over real sockets and TLS.
 *
 * <pre>{@code
 * try (LocalHub hub = LocalHub.start()) {
 *     HubDevice fan = hub.createDevice("fan");
 *     ClientOptions options = ClientOptions.builder().sslContext(hub.sslContext()).build();
 *     DeviceClient client = new DeviceClient(fan.connectionString(), IotHubClientProtocol.MQTT, options);
 *     client.open(false);
 *     ...
 * }
 * }</pre>
 *
 * <p>Each hub listens on its own loopback address, so any number can run in parallel. Safe for use by several threads;
 * all threads of the hub are daemons.
 *
 * @since 0.1
 */
public final class LocalHub implements AutoCloseable {
    private static final int HTTPS_PORT = 443;

    private final RunningHub running;
    private final Faults faults;
    private final Enrollments enrollments;
    private final HubCertificates certificates;

    private LocalHub(Builder builder) {
        running = RunningHub.start(builder);
        faults = new Faults(running::core);
        enrollments = new Enrollments(new ProvisioningAccess(running::core, running.provisioningSetup()));
        certificates =
                new HubCertificates(running::core, running.provisioningSetup().issuance());
    }

    /**
     * Starts a hub on a free loopback address, with all ports, that keeps its state in memory.
     *
     * @return the hub, ready for connections
     */
    public static LocalHub start() {
        return builder().start();
    }

    /** {@return a builder for a hub with options; every option has a default} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the address that devices and back ends connect to, such as {@code 127.83.4.9}} */
    public String hostName() {
        return running.hostName();
    }

    /**
     * {@return the ports of the hub}
     *
     * @throws IllegalStateException while the hub is stopped
     */
    public HubPorts ports() {
        return running.ports();
    }

    /** {@return whether the REST API has port 443, the only port that service connection strings can express} */
    public boolean httpsOnStandardPort() {
        return ports().https() == HTTPS_PORT;
    }

    /**
     * {@return the link to the web page of this hub, if {@link Builder#web} enabled it}
     *
     * <p>The link contains a token that grants full control of the hub.
     */
    public Optional<URI> web() {
        return running.web();
    }

    /** {@return the connection string of the policy {@code iothubowner}, which has all permissions} */
    public String ownerConnectionString() {
        return connectionString("iothubowner");
    }

    /**
     * {@return the connection string of a policy for back ends or gateways, with its primary key}
     *
     * @param policy {@code iothubowner}, {@code service}, {@code device}, {@code registryRead}, {@code registryReadWrite} or
     *     {@code provisioningserviceowner}
     * @throws IllegalArgumentException for an unknown policy; its message lists the known policies
     */
    public String connectionString(String policy) {
        try {
            return "HostName=" + hostName() + ";SharedAccessKeyName=" + policy + ";SharedAccessKey="
                    + running.core().access().policy(policy).keys().primary();
        } catch (HubException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * {@return the connection string of the policy {@code service}, which may call methods, change twins and send
     * messages}
     */
    public String serviceConnectionString() {
        return connectionString("service");
    }

    /**
     * {@return the connection string with which Event Hubs clients read telemetry, of the policy {@code service}; the
     * consumer group may have any name}
     */
    public String eventHubConnectionString() {
        return "Endpoint=sb://" + hostName() + "/;SharedAccessKeyName=service;SharedAccessKey="
                + running.core().access().policy("service").keys().primary() + ";EntityPath=" + TelemetryLog.EVENT_HUB;
    }

    /** {@return an SSL context for clients that trusts only this hub} */
    public SSLContext sslContext() {
        return running.clientContext();
    }

    /** {@return the hub's CA certificate, a PEM file; without a data directory it is deleted when the hub is closed} */
    public Path caCertificate() {
        return running.caCertificate();
    }

    /**
     * Creates a device identity with symmetric keys that the hub generates.
     *
     * @param deviceId 1 to 128 of letters, digits and {@code - . + % _ # * ? ! ( ) , : = @ $ '}
     * @return the device
     * @throws IllegalArgumentException when the id is invalid or exists already
     */
    public HubDevice createDevice(String deviceId) {
        return createDevice(deviceId, new Authentication.Keys());
    }

    /**
     * Creates a device identity that connects with one certificate, from any issuer.
     *
     * @param deviceId as for {@link #createDevice(String)}
     * @param certificate the only certificate that the device may connect with
     * @return the device
     * @throws IllegalArgumentException as for {@link #createDevice(String)}
     */
    public HubDevice createDevice(String deviceId, X509Certificate certificate) {
        Thumbprints thumbprints = new Thumbprints(Thumbprints.sha256(certificate), null);
        return createDevice(deviceId, new Authentication.SelfSigned(thumbprints));
    }

    /**
     * Creates a device identity that connects with any certificate whose common name is its id and whose chain ends at
     * a CA that the hub trusts, see {@link #trustDeviceCa}.
     *
     * @param deviceId as for {@link #createDevice(String)}
     * @return the device
     * @throws IllegalArgumentException as for {@link #createDevice(String)}
     */
    public HubDevice createCaSignedDevice(String deviceId) {
        return createDevice(deviceId, new Authentication.CaSigned());
    }

    private HubDevice createDevice(String deviceId, Authentication authentication) {
        requireNonNull(deviceId, "deviceId");
        try {
            running.core().registry().create(deviceId, DeviceSettings.defaults().withAuthentication(authentication));
        } catch (HubException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return new HubDevice(hostName(), deviceId, running::core);
    }

    /**
     * Trusts a CA to sign device certificates, also after a restart.
     *
     * @param authority the certificate of the CA
     * @throws IllegalArgumentException when it is not a CA certificate
     */
    public void trustDeviceCa(X509Certificate authority) {
        try {
            running.core().authorities().add(authority);
        } catch (HubException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * {@return an existing device}
     *
     * @param deviceId its id
     * @throws IllegalArgumentException for an unknown device; its message lists the known devices
     */
    public HubDevice device(String deviceId) {
        requireNonNull(deviceId, "deviceId");
        try {
            running.core().registry().get(deviceId);
        } catch (HubException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return new HubDevice(hostName(), deviceId, running::core);
    }

    /**
     * {@return the URI of a blob container of this hub, with a signature that allows reading, writing, listing and
     * deleting its blobs for seven days}
     *
     * <p>The container is created if it does not exist, and is deleted when the hub is closed. Jobs import and export
     * identities through such containers.
     *
     * @param name 3 to 63 of {@code a-z}, {@code 0-9}, and single hyphens between them
     * @throws IllegalArgumentException when the name is invalid
     * @throws IllegalStateException while the hub is stopped
     */
    public URI blobContainer(String name) {
        requireNonNull(name, "name");
        int port = ports().https();
        String authority = port == HTTPS_PORT ? hostName() : hostName() + ":" + port;
        try {
            return URI.create("https://" + authority + running.blobs().target(name));
        } catch (HubException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * {@return the enrollments of the hub's device provisioning service}
     *
     * <p>The global endpoint of the service is {@link #hostName()}, with the ports of the hub.
     */
    public Enrollments enrollments() {
        return enrollments;
    }

    /** {@return the issuance of certificates to devices} */
    public HubCertificates certificates() {
        return certificates;
    }

    /** {@return the faults that can be injected into this hub} */
    public Faults faults() {
        return faults;
    }

    /**
     * {@return the last telemetry messages of all devices, oldest first: at most 10,000 messages or 64 MB, together with
     * the hub's own events}
     */
    public List<TelemetryMessage> telemetry() {
        return running.telemetry().matching(TelemetryLog::isTelemetry);
    }

    /** {@return the routes to the built-in endpoint, the enrichments, and the events of the hub itself} */
    public MessageRouting routing() {
        return running.routing();
    }

    /** {@return the number of older telemetry messages that {@link #telemetry()} no longer contains} */
    public long droppedTelemetry() {
        return running.telemetry().dropped();
    }

    /**
     * Stops the hub and starts it as a new process over the same state would: connections are cut; identities, twins,
     * sessions, waiting messages, keys and certificates are kept.
     */
    public void restart() {
        running.restart();
    }

    /**
     * Restarts as {@link #restart()} does, but with a new certificate authority: clients that trust the old one no
     * longer trust this hub. {@link #sslContext()} and {@link #caCertificate()} belong to the new one from then on.
     */
    public void restartWithNewAuthority() {
        running.restartWithNewAuthority();
    }

    /**
     * Stops serving: connections are cut and new ones refused. Back-end calls through {@link HubDevice} still work, as
     * for offline devices. Stopping a stopped hub does nothing.
     */
    public void stop() {
        running.stop();
    }

    /**
     * Serves again at the same address after {@link #stop()}.
     *
     * @throws IllegalStateException when the hub is not stopped
     */
    public void startAgain() {
        running.startAgain();
    }

    /** Closes the hub with all its threads, sockets and temporary files. A data directory is kept. */
    @Override
    public void close() {
        running.close();
    }

    /** {@return the host name, never a key} */
    @Override
    public String toString() {
        return "LocalHub[" + hostName() + "]";
    }

    /** {@return the services through which a provisioning service assigns devices to this hub} */
    LinkedHub.Services provisioned() {
        return running.core().provisioned();
    }

    /** {@return the number of connections and of bytes not sent yet; for the hub's own tests} */
    RunningHub.Load load() {
        return running.load();
    }

    /**
     * Options of a hub.
     *
     * @since 0.1
     */
    public static final class Builder {
        private static final Duration MAX_ACKNOWLEDGE_AFTER = Duration.ofMinutes(10);
        private static final Duration MAX_FEEDBACK_AFTER = Duration.ofMinutes(10);
        private static final Duration MAX_PATIENCE = Duration.ofMinutes(10);
        private static final int MAX_PORT = 65_535;
        private static final int MAX_JOBS_AT_ONCE = 100;

        @Nullable
        String host;

        @Nullable
        Path dataDirectory;

        PortsWanted ports = PortsWanted.standard();
        Duration acknowledgeAfter = Duration.ofMillis(2);
        Duration feedbackAfter = HubSettings.DEFAULT_FEEDBACK_AFTER;
        Clock clock = Clock.systemUTC();

        @Nullable
        Long seed;

        boolean throttled;

        @Nullable
        String storage;

        @Nullable
        SSLContext storageTrust;

        @Nullable
        HubTier tier;

        @Nullable
        Integer jobsAtOnce;

        Duration patience = HubSettings.DEFAULT_PATIENCE;

        @Nullable
        Integer webPort;

        @Nullable
        Path seedFile;

        Consumer<MessageRouting> routing = unused -> {};

        private Builder() {}

        /**
         * Sets the address; the default is a free loopback address.
         *
         * @param address a name or address of this machine that contains a dot, as the device SDKs require
         * @return this builder
         * @throws IllegalArgumentException when it contains no dot
         */
        public Builder host(String address) {
            if (!address.contains(".")) {
                throw new IllegalArgumentException("host is '" + address
                        + "', but device SDKs reject names without a dot. Use an address such as 127.0.0.1.");
            }
            host = address;
            return this;
        }

        /**
         * Keeps state, keys and certificates in a directory; the default keeps them in memory.
         *
         * @param directory created if it does not exist. Only one hub at a time may use it: the start of a second one, in this
         *     process or another, fails with an {@code IllegalStateException}
         * @return this builder
         */
        public Builder dataDirectory(Path directory) {
            dataDirectory = requireNonNull(directory, "directory");
            return this;
        }

        /**
         * Throttles operations as one unit of the S1 tier does; the default does not throttle.
         *
         * @param on whether to throttle
         * @return this builder
         */
        public Builder throttles(boolean on) {
            throttled = on;
            return this;
        }

        /**
         * Lets devices upload files to a storage account, such as that of Azurite, instead of the hub itself. The hub creates
         * the container {@code device-uploads} there when it starts. {@link HubDevice#uploadedFiles()} is then empty.
         *
         * @param connectionString with {@code AccountName}, {@code AccountKey} and {@code BlobEndpoint}, which must be
         *     {@code https://}: devices use no other; {@link #start()} throws {@link IllegalArgumentException} when it is not
         *     valid, and {@link java.io.UncheckedIOException} when the storage cannot be used
         * @param trust the authorities whose certificates the hub accepts from the storage
         * @return this builder
         */
        public Builder storage(String connectionString, SSLContext trust) {
            storage = requireNonNull(connectionString, "connectionString");
            storageTrust = requireNonNull(trust, "trust");
            return this;
        }

        /**
         * Gives the hub one unit of a tier: its daily message quota (403002 {@code IotHubQuotaExceeded}), its number of
         * concurrent jobs, and for a basic tier the refusal of what it does not have (403010
         * {@code OperationNotAvailableInCurrentTier}). The default is a hub with all features and no quota.
         *
         * @param value the tier; throttles are independent of it
         * @return this builder
         */
        public Builder tier(HubTier value) {
            tier = requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets how many scheduled jobs run at once. The default is that of the {@link #tier}, 1 without one. One more is
         * refused with 403003 {@code JobQuotaExceeded}.
         *
         * @param most 1 to 100
         * @return this builder
         * @throws IllegalArgumentException when the value is out of range
         */
        public Builder jobsAtOnce(int most) {
            if (most < 1 || most > MAX_JOBS_AT_ONCE) {
                throw new IllegalArgumentException(
                        "jobsAtOnce is " + most + "; it must be 1 to " + MAX_JOBS_AT_ONCE + ".");
            }
            jobsAtOnce = most;
            return this;
        }

        /**
         * Sets the port of the REST API. The default is 443, or a free port where 443 cannot be bound.
         *
         * @param port 1 to 65535, or 0 for a free port
         * @return this builder
         * @throws IllegalArgumentException when the value is out of range
         */
        public Builder httpsPort(int port) {
            ports = ports.withHttps(checkedPort("httpsPort", port));
            return this;
        }

        /**
         * Sets the port of MQTT over TLS. The default is 8883, the only port that device SDKs and the agent connect to. The hub does
         * without it when another program has it, and logs that; a port that is set here must be free.
         *
         * @param port 1 to 65535, or 0 for a free port
         * @return this builder
         * @throws IllegalArgumentException when the value is out of range
         */
        public Builder mqttPort(int port) {
            ports = ports.withMqtt(ports.mqtt().chosen(checkedPort("mqttPort", port)));
            return this;
        }

        /**
         * Sets the port of AMQP over TLS. The default is 5671, the only port that SDKs and the agent connect to. The hub does without
         * it when another program has it, and logs that; a port that is set here must be free.
         *
         * @param port 1 to 65535, or 0 for a free port
         * @return this builder
         * @throws IllegalArgumentException when the value is out of range
         */
        public Builder amqpPort(int port) {
            ports = ports.withAmqp(ports.amqp().chosen(checkedPort("amqpPort", port)));
            return this;
        }

        /**
         * Leaves protocols out, on their ports and over WebSocket; the default serves all. HTTPS is always served.
         *
         * @param protocols what no client of this hub needs
         * @return this builder
         */
        public Builder without(HubProtocol... protocols) {
            for (HubProtocol protocol : protocols) {
                ports = switch (protocol) {
                    case MQTT -> ports.withMqtt(ports.mqtt().leftOut());
                    case AMQP -> ports.withAmqp(ports.amqp().leftOut());
                };
            }
            return this;
        }

        int jobsAtOnce(@Nullable HubTier chosen) {
            if (jobsAtOnce != null) {
                return jobsAtOnce;
            }
            return chosen == null ? 1 : chosen.jobsAtOnce();
        }

        private static int checkedPort(String option, int port) {
            if (port < 0 || port > MAX_PORT) {
                throw new IllegalArgumentException(option + " is " + port + "; it must be 0 to " + MAX_PORT + ".");
            }
            return port;
        }

        /**
         * Delays the acknowledgement (PUBACK) of a device's publishes, as a network does; the default is 2 ms. With
         * zero the Java device SDK loses some acknowledgements.
         *
         * @param delay zero to 10 minutes
         * @return this builder
         * @throws IllegalArgumentException when the value is out of range
         */
        public Builder acknowledgeAfter(Duration delay) {
            if (delay.isNegative() || delay.compareTo(MAX_ACKNOWLEDGE_AFTER) > 0) {
                throw new IllegalArgumentException(
                        "acknowledgeAfter is " + delay + "; it must be zero to " + MAX_ACKNOWLEDGE_AFTER + ".");
            }
            acknowledgeAfter = delay;
            return this;
        }

        /**
         * Sets how long feedback on cloud-to-device messages is collected before it is sent, at most 64 records; the
         * default is 15 seconds, as at the real hub.
         *
         * @param delay zero to 10 minutes
         * @return this builder
         * @throws IllegalArgumentException when the value is out of range
         */
        public Builder feedbackAfter(Duration delay) {
            if (delay.isNegative() || delay.compareTo(MAX_FEEDBACK_AFTER) > 0) {
                throw new IllegalArgumentException(
                        "feedbackAfter is " + delay + "; it must be zero to " + MAX_FEEDBACK_AFTER + ".");
            }
            feedbackAfter = delay;
            return this;
        }

        /**
         * Sets the time limit for the TLS handshake, for the first packet (MQTT CONNECT, AMQP open) and for an HTTP
         * request. After it the hub closes the connection. The default is 30 seconds, of which the handshake may take
         * 10.
         *
         * @param limit more than zero, at most 10 minutes
         * @return this builder
         * @throws IllegalArgumentException when the value is out of range
         */
        public Builder patience(Duration limit) {
            if (limit.isNegative() || limit.isZero() || limit.compareTo(MAX_PATIENCE) > 0) {
                throw new IllegalArgumentException(
                        "patience is " + limit + "; it must be more than zero and at most " + MAX_PATIENCE + ".");
            }
            patience = limit;
            return this;
        }

        /**
         * Starts with the devices, modules, keys, twins, enrollments, policies, throttles and faults of a seed file in
         * YAML or JSON; see {@code docs/local-hub.md} for its format. Existing state in a data directory stays
         * unchanged.
         *
         * @param file the file; {@link #start()} throws {@link IllegalArgumentException} that says all that is wrong in it, and
         *     {@link java.io.UncheckedIOException} when it cannot be read
         * @return this builder
         */
        public Builder seed(Path file) {
            seedFile = requireNonNull(file, "file");
            return this;
        }

        /**
         * Sets up message routes and enrichments, in addition to those of a seed. A new hub has none: telemetry reaches the
         * built-in endpoint, and the hub's own events do not.
         *
         * @param setup is called before the hub serves; what it throws, {@link #start()} throws
         * @return this builder
         */
        public Builder routing(Consumer<MessageRouting> setup) {
            routing = routing.andThen(requireNonNull(setup, "setup"));
            return this;
        }

        /**
         * Serves a web page that shows the hub: devices, twins, telemetry, connections, faults. The default serves
         * none. It is served over HTTP on a loopback address only; {@link LocalHub#web()} returns its link, for
         * instance to open it while a debugger has suspended a test.
         *
         * @param port 1 to 65535, or 0 for a free port
         * @return this builder
         * @throws IllegalArgumentException when the value is out of range
         */
        public Builder web(int port) {
            webPort = checkedPort("web", port);
            return this;
        }

        /**
         * Sets the clock by which tokens and messages expire; the default is the system clock.
         *
         * @param source the clock
         * @return this builder
         */
        public Builder clock(Clock source) {
            clock = requireNonNull(source, "source");
            return this;
        }

        /**
         * Generates ids and keys from a seed, so that they are the same in each run; by default they cannot be
         * predicted.
         *
         * @param value the seed
         * @return this builder
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Starts the hub.
         *
         * @return the hub, ready for connections
         * @throws java.io.UncheckedIOException when neither MQTT nor AMQP can be served because their ports are taken, or when a port
         *     is taken that was set here; its message names the protocol and the address, and says what else to use
         */
        public LocalHub start() {
            return new LocalHub(this);
        }
    }
}
