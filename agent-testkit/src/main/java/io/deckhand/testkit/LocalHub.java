package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.HubSettings;
import io.deckhand.testkit.internal.HubThreads;
import io.deckhand.testkit.internal.dps.LinkedHub;
import io.deckhand.testkit.internal.dps.ProvisioningSetup;
import io.deckhand.testkit.internal.fault.FaultSwitches;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.identity.Authentication;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.identity.Thumbprints;
import io.deckhand.testkit.internal.journal.ConnectionJournal;
import io.deckhand.testkit.internal.server.HubServers;
import io.deckhand.testkit.internal.server.LoopbackAddress;
import io.deckhand.testkit.internal.store.DirectoryStore;
import io.deckhand.testkit.internal.store.MemoryStore;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import io.deckhand.testkit.internal.tls.HubAuthority;
import io.deckhand.testkit.internal.web.WebServer;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
 * <p>Each hub listens on a loopback address of its own, so any number run side by side. Safe for use by several threads;
 * none of its threads keeps the JVM alive.
 *
 * @since 0.1
 */
public final class LocalHub implements AutoCloseable {
    private static final int HTTPS_PORT = 443;

    private final HubSettings settings;
    private final StateStore store;
    private volatile HubAuthority authority;
    private volatile SSLContext clientContext;
    private final TelemetryLog telemetry = new TelemetryLog();
    private final FaultSwitches faultSwitches = new FaultSwitches();
    private final ConnectionJournal journal;
    private final Faults faults = new Faults(this::core);
    private final ProvisioningSetup provisioningSetup = new ProvisioningSetup();
    private final Enrollments enrollments = new Enrollments(new ProvisioningAccess(this::core, provisioningSetup));
    private final HubCertificates certificates = new HubCertificates(this::core, provisioningSetup.issuance());
    private int httpsPort;
    private volatile HubCore core;
    private @Nullable HubServers servers;
    private @Nullable WebServer web;

    private LocalHub(Builder builder) {
        String host = builder.host == null ? LoopbackAddress.findFree() : builder.host;
        HubRandom random = builder.seed == null ? HubRandom.secure() : HubRandom.seeded(builder.seed);
        Path directory = builder.dataDirectory;
        settings = new HubSettings(
                host,
                builder.clock,
                random,
                builder.acknowledgeAfter,
                builder.feedbackAfter,
                builder.throttled,
                builder.patience);
        store = directory == null ? new MemoryStore() : new DirectoryStore(directory.resolve("state"));
        authority = directory == null
                ? HubAuthority.create(host)
                : HubAuthority.loadOrCreate(directory.resolve("tls"), host);
        clientContext = authority.clientContext();
        httpsPort = builder.httpsPort;
        journal = new ConnectionJournal(builder.clock);
        core = newCore();
        faultSwitches.restartsWith(this::restartSoon);
        try {
            startServers();
            web = builder.webPort == null ? null : new WebServer(host, builder.webPort, this::core);
        } catch (Throwable e) {
            close();
            throw e;
        }
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
        return settings.hostName();
    }

    /**
     * {@return the ports of the hub}
     *
     * @throws IllegalStateException while the hub is stopped
     */
    public synchronized HubPorts ports() {
        if (servers == null) {
            throw new IllegalStateException("The hub at " + hostName() + " is stopped. Call startAgain() first.");
        }
        return new HubPorts(servers.mqttPort(), servers.amqpPort(), servers.httpsPort());
    }

    /** {@return whether the REST interface has port 443, the only one that service connection strings can mean} */
    public boolean httpsOnStandardPort() {
        return ports().https() == HTTPS_PORT;
    }

    /**
     * {@return the link to the page to look at this hub with, if {@link Builder#web} switched it on}
     *
     * <p>The link holds a token. Whoever has it may do everything with the hub.
     */
    public synchronized Optional<URI> web() {
        return Optional.ofNullable(web).map(WebServer::link);
    }

    /** {@return what a back end connects with that may do everything} */
    public String ownerConnectionString() {
        return connectionString("iothubowner");
    }

    /**
     * {@return what a back end or a gateway connects with under a policy, with its primary key}
     *
     * @param policy {@code iothubowner}, {@code service}, {@code device}, {@code registryRead}, {@code registryReadWrite} or
     *     {@code provisioningserviceowner}
     * @throws IllegalArgumentException that lists the known policies when there is no such one
     */
    public String connectionString(String policy) {
        try {
            return "HostName=" + hostName() + ";SharedAccessKeyName=" + policy + ";SharedAccessKey="
                    + core.access().policy(policy).keys().primary();
        } catch (HubException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** {@return what a back end connects with that may call methods, change twins and send messages} */
    public String serviceConnectionString() {
        return connectionString("service");
    }

    /**
     * {@return what Event Hubs clients read the telemetry with, under the policy {@code service}; the consumer group may have
     * any name}
     */
    public String eventHubConnectionString() {
        return "Endpoint=sb://" + hostName() + "/;SharedAccessKeyName=service;SharedAccessKey="
                + core.access().policy("service").keys().primary() + ";EntityPath=" + TelemetryLog.EVENT_HUB;
    }

    /** {@return a context for clients that trusts this hub and nobody else} */
    public SSLContext sslContext() {
        return clientContext;
    }

    /** {@return the certificate of the hub's authority, a PEM file; without a data directory it goes with the hub} */
    public Path caCertificate() {
        return authority.caPem();
    }

    /**
     * Makes a device identity with keys of the hub's making.
     *
     * @param deviceId 1 to 128 of letters, digits and {@code - . + % _ # * ? ! ( ) , : = @ $ '}
     * @return the device
     * @throws IllegalArgumentException when the id is bad or exists already
     */
    public HubDevice createDevice(String deviceId) {
        return createDevice(deviceId, new Authentication.Keys());
    }

    /**
     * Makes a device identity that connects with a certificate, whoever signed it.
     *
     * @param deviceId as for {@link #createDevice(String)}
     * @param certificate the only certificate it may connect with
     * @return the device
     * @throws IllegalArgumentException as for {@link #createDevice(String)}
     */
    public HubDevice createDevice(String deviceId, X509Certificate certificate) {
        Thumbprints thumbprints = new Thumbprints(Thumbprints.sha256(certificate), null);
        return createDevice(deviceId, new Authentication.SelfSigned(thumbprints));
    }

    /**
     * Makes a device identity that connects with any certificate whose common name is its id and that leads to an authority
     * the hub trusts, see {@link #trustDeviceCa}.
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
            core.registry().create(deviceId, DeviceSettings.defaults().withAuthentication(authentication));
        } catch (HubException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return new HubDevice(hostName(), deviceId, this::core);
    }

    /**
     * Trusts an authority to sign certificates of devices. This outlives a restart.
     *
     * @param authority its certificate
     * @throws IllegalArgumentException when the certificate is that of no authority
     */
    public void trustDeviceCa(X509Certificate authority) {
        try {
            core.authorities().add(authority);
        } catch (HubException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * {@return a device that exists}
     *
     * @param deviceId its id
     * @throws IllegalArgumentException that lists the known devices when there is no such one
     */
    public HubDevice device(String deviceId) {
        requireNonNull(deviceId, "deviceId");
        try {
            core.registry().get(deviceId);
        } catch (HubException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return new HubDevice(hostName(), deviceId, this::core);
    }

    /**
     * {@return who may register with the hub's provisioning service}
     *
     * <p>Its global endpoint is {@link #hostName()}, with the ports of the hub.
     */
    public Enrollments enrollments() {
        return enrollments;
    }

    /** {@return what the hub issues certificates to devices with} */
    public HubCertificates certificates() {
        return certificates;
    }

    /** {@return what the hub does wrong when asked to} */
    public Faults faults() {
        return faults;
    }

    /** {@return the last telemetry messages of all devices, 10,000 or 64 MB of them at most, oldest first} */
    public List<TelemetryMessage> telemetry() {
        return telemetry.matching(message -> true);
    }

    /** {@return how many older telemetry messages made way for those in {@link #telemetry()}} */
    public long droppedTelemetry() {
        return telemetry.dropped();
    }

    /**
     * Stops and starts the hub as a new process over the same state would: connections are cut; identities, twins, sessions,
     * waiting messages, keys and certificates stay.
     */
    public synchronized void restart() {
        stop();
        startAgain();
    }

    /**
     * Restarts as {@link #restart()} does, but with a certificate authority made anew: who trusted the old one trusts this
     * hub no more. {@link #sslContext()} and {@link #caCertificate()} are the new one's from then on.
     */
    public synchronized void restartWithNewAuthority() {
        stop();
        authority = authority.replaced(hostName());
        clientContext = authority.clientContext();
        startAgain();
    }

    /**
     * Stops serving: connections are cut and refused. Back-end calls through {@link HubDevice} still work, as for devices
     * that are offline. Stopping a stopped hub does nothing.
     */
    public synchronized void stop() {
        if (servers != null) {
            servers.close();
            servers = null;
        }
    }

    /**
     * Serves again, at the same address, after {@link #stop()}.
     *
     * @throws IllegalStateException when it was not stopped
     */
    public synchronized void startAgain() {
        if (servers != null) {
            throw new IllegalStateException("The hub at " + hostName() + " runs already. Call stop() first.");
        }
        core.close();
        core = newCore();
        startServers();
    }

    /** Ends the hub: no thread, socket or temporary file of it is left. A data directory stays. */
    @Override
    public synchronized void close() {
        if (web != null) {
            web.close();
            web = null;
        }
        stop();
        core.close();
        authority.close();
    }

    /** {@return the host name, never a key} */
    @Override
    public String toString() {
        return "LocalHub[" + hostName() + "]";
    }

    private HubCore newCore() {
        return new HubCore(settings, store, telemetry, faultSwitches, journal, provisioningSetup);
    }

    /** {@return what a provisioning service needs to assign devices to this hub} */
    LinkedHub.Services provisioned() {
        return core.provisioned();
    }

    private synchronized void startServers() {
        HubServers started = new HubServers(core, authority.serverContext(), httpsPort);
        httpsPort = started.httpsPort();
        servers = started;
    }

    /** For who runs on the hub's own threads, which a restart ends. */
    private void restartSoon(boolean newAuthority) {
        Runnable restart = newAuthority ? this::restartWithNewAuthority : this::restart;
        HubThreads.daemon(hostName(), "restart", restart).start();
    }

    /** {@return what connections the hub has, and how much it could not send on them yet; for its own tests} */
    synchronized Load load() {
        return servers == null ? new Load(0, 0) : new Load(servers.openConnections(), servers.bytesWaiting());
    }

    /** What a hub carries. */
    record Load(int connections, long bytesWaiting) {}

    private HubCore core() {
        return core;
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

        private @Nullable String host;
        private @Nullable Path dataDirectory;
        private int httpsPort = HTTPS_PORT;
        private Duration acknowledgeAfter = Duration.ofMillis(2);
        private Duration feedbackAfter = HubSettings.DEFAULT_FEEDBACK_AFTER;
        private Clock clock = Clock.systemUTC();
        private @Nullable Long seed;
        private boolean throttled;
        private Duration patience = HubSettings.DEFAULT_PATIENCE;
        private @Nullable Integer webPort;

        private Builder() {}

        /**
         * Chooses the address; the default is a free loopback address.
         *
         * @param address a name or address of this machine with a dot in it, which the device SDK demands
         * @return this builder
         * @throws IllegalArgumentException when it has no dot
         */
        public Builder host(String address) {
            if (!address.contains(".")) {
                throw new IllegalArgumentException("host is '" + address
                        + "', but device SDKs take no name without a dot. Use an address such as 127.0.0.1.");
            }
            host = address;
            return this;
        }

        /**
         * Keeps state, keys and certificates in a directory; the default keeps them in memory.
         *
         * @param directory made if it is not there; one hub at a time may use it
         * @return this builder
         */
        public Builder dataDirectory(Path directory) {
            dataDirectory = requireNonNull(directory, "directory");
            return this;
        }

        /**
         * Serves operations only so often, as one unit of the S1 tier does; the default serves all.
         *
         * @param on whether it does
         * @return this builder
         */
        public Builder throttles(boolean on) {
            throttled = on;
            return this;
        }

        /**
         * Chooses the port of the REST interface. The default is 443, or a free port where 443 cannot be bound.
         *
         * @param port 1 to 65535, or 0 for any that is free
         * @return this builder
         * @throws IllegalArgumentException when it is out of range
         */
        public Builder httpsPort(int port) {
            httpsPort = checkedPort("httpsPort", port);
            return this;
        }

        private static int checkedPort(String option, int port) {
            if (port < 0 || port > MAX_PORT) {
                throw new IllegalArgumentException(option + " is " + port + "; it must be 0 to " + MAX_PORT + ".");
            }
            return port;
        }

        /**
         * Holds back the acknowledgement of what a device publishes, as a network does; the default is 2 ms. With zero the
         * Java device SDK loses some acknowledgements.
         *
         * @param delay zero to 10 minutes
         * @return this builder
         * @throws IllegalArgumentException when it is out of range
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
         * Holds back feedback on a cloud-to-device message until there is more of it, at most 64 records; the default is
         * 15 seconds, as at the real hub.
         *
         * @param delay zero to 10 minutes
         * @return this builder
         * @throws IllegalArgumentException when it is out of range
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
         * Chooses how long a client may take over TLS, over what it must say first (MQTT's CONNECT, AMQP's open), and over an
         * HTTP request; then its connection ends. The default is 30 seconds, of which TLS may take 10.
         *
         * @param limit more than zero, at most 10 minutes
         * @return this builder
         * @throws IllegalArgumentException when it is out of range
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
         * Serves a page to look at the hub with: devices, twins, telemetry, connections, faults. The default serves none. It is
         * served over HTTP on a loopback address only; {@link LocalHub#web()} has its link, for instance to open it while a
         * debugger holds a test.
         *
         * @param port 1 to 65535, or 0 for any that is free
         * @return this builder
         * @throws IllegalArgumentException when it is out of range
         */
        public Builder web(int port) {
            webPort = checkedPort("web", port);
            return this;
        }

        /**
         * Chooses what the hub takes for now, when it looks at tokens and times to live; the default is the system's clock.
         *
         * @param source the clock
         * @return this builder
         */
        public Builder clock(Clock source) {
            clock = requireNonNull(source, "source");
            return this;
        }

        /**
         * Draws ids and keys from a seed, the same ones for the same seed; the default draws unguessable ones.
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
         * @throws java.io.UncheckedIOException that names the protocol and the address when a port cannot be had
         */
        public LocalHub start() {
            return new LocalHub(this);
        }
    }
}
