package io.deckhand.core;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.AgentException;
import io.deckhand.DeviceAgent;
import io.deckhand.Interceptor;
import io.deckhand.Overflow;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.internal.Host;
import io.deckhand.core.internal.edge.EdgeEnvironment;
import io.deckhand.core.internal.edge.EdgeWorkload;
import io.deckhand.core.internal.handler.ModelIds;
import io.deckhand.core.internal.identity.Authorities;
import io.deckhand.core.internal.identity.ConnectionString;
import io.deckhand.core.internal.identity.Identity;
import io.deckhand.core.internal.link.HttpProxy;
import io.deckhand.core.internal.options.OptionSource;
import io.deckhand.identity.Credential;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Builds an agent for one device.
 *
 * <pre>{@code
 * try (DeviceAgent agent = AgentBuilder.forConnectionString(System.getenv("IOTHUB_DEVICE_CONNECTION_STRING"))
 *         .handlers(new Maintenance())
 *         .reconnect(ReconnectPolicy.exponential(Duration.ofSeconds(1), Duration.ofMinutes(2)))
 *         .build()) {
 *     agent.start();
 * }
 * }</pre>
 *
 * <p>Not safe for use by several threads. May be used for one agent only.
 *
 * @since 0.1
 */
public final class AgentBuilder {
    static {
        Host.Door.open((builder, host) -> new Assembly(builder.chosen, host).agent());
    }

    final Choices chosen;

    private AgentBuilder(Identity identity, @Nullable Credential credential) {
        chosen = new Choices(identity, null);
        chosen.credential = credential;
    }

    private AgentBuilder(Provisioning provisioning) {
        chosen = new Choices(null, provisioning);
        chosen.credential = provisioning.credential();
    }

    /**
     * Starts with the device's connection string.
     *
     * @param connectionString {@code HostName=...;DeviceId=...;SharedAccessKey=...}, as the IoT Hub shows it for the device; with
     *     {@code x509=true} in place of the key, give the certificate with {@link #credential} or {@link #sslContext}
     * @return a builder
     * @throws IllegalArgumentException if it is not a device's connection string; the message names the parts, never
     *     their values
     */
    public static AgentBuilder forConnectionString(String connectionString) {
        if (connectionString == null) {
            throw new IllegalArgumentException("There is no connection string. If it comes from the environment, set "
                    + "IOTHUB_DEVICE_CONNECTION_STRING to HostName=...;DeviceId=...;SharedAccessKey=...");
        }
        ConnectionString parsed = ConnectionString.parse(connectionString);
        return new AgentBuilder(parsed.identity(), parsed.credential());
    }

    /**
     * Starts with a device and its credential:
     *
     * <pre>{@code
     * AgentBuilder.forDevice("myhub.azure-devices.net", "fan-7",
     *         Credentials.pemFiles(Path.of("certificate.pem"), Path.of("key.pem")))
     * }</pre>
     *
     * @param hostName the hub's host name
     * @param deviceId the device's id, as the hub shows it
     * @param credential one of {@link Credentials}, or the application's own; used by one agent only
     * @return a builder
     * @throws IllegalArgumentException if the host name or the id cannot be one
     */
    public static AgentBuilder forDevice(String hostName, String deviceId, Credential credential) {
        return new AgentBuilder(
                Identity.ofDevice(requireNonNull(hostName, "hostName"), requireNonNull(deviceId, "deviceId")),
                requireNonNull(credential, "credential"));
    }

    /**
     * Starts with a module of a device and the module's credential. A module has methods, a twin and telemetry like a
     * device, but no cloud-to-device messages.
     *
     * @param hostName the hub's host name
     * @param deviceId the id of the module's device
     * @param moduleId the module's id
     * @param credential the module's own credential, not its device's; used by one agent only
     * @return a builder
     * @throws IllegalArgumentException if the host name or an id cannot be one
     */
    public static AgentBuilder forModule(String hostName, String deviceId, String moduleId, Credential credential) {
        Identity module = new Identity(
                requireNonNull(hostName, "hostName"),
                null,
                requireNonNull(deviceId, "deviceId"),
                requireNonNull(moduleId, "moduleId"));
        return new AgentBuilder(module, requireNonNull(credential, "credential"));
    }

    /**
     * Starts with the module of IoT Edge that this process runs in: its identity comes from the environment, its tokens
     * are signed by the workload API of the device, and it trusts the authorities that this API returns, unless {@link
     * #trustedCertificates} or {@link #sslContext} decides. The module connects through the device's edge hub.
     *
     * <p>If {@code EdgeHubConnectionString} is set, as by the tools that simulate IoT Edge on a developer's machine, this
     * connection string is used, and the authorities in the PEM file {@code EdgeModuleCACertificateFile}.
     *
     * @return a builder
     * @throws IllegalArgumentException if a variable is missing or cannot be used; the message names it
     */
    public static AgentBuilder forModuleFromEnvironment() {
        return forModuleFromEnvironment(System.getenv());
    }

    /**
     * The same as {@link #forModuleFromEnvironment()}, with given variables.
     *
     * @param environment the variables by name
     * @return a builder
     * @throws IllegalArgumentException if a variable is missing or cannot be used; the message names it
     */
    public static AgentBuilder forModuleFromEnvironment(Map<String, String> environment) {
        String simulated = environment.get("EdgeHubConnectionString");
        if (simulated != null) {
            AgentBuilder builder = forConnectionString(simulated);
            String file = environment.get("EdgeModuleCACertificateFile");
            return file == null ? builder : builder.trustedCertificates(Path.of(file));
        }
        EdgeEnvironment edge = EdgeEnvironment.of(environment);
        EdgeWorkload workload = new EdgeWorkload(edge);
        AgentBuilder builder = new AgentBuilder(edge.identity(), workload);
        builder.chosen.trusted = workload;
        return builder;
    }

    /**
     * Starts with a device that the device provisioning service assigns to a hub. The agent remembers the last hub that
     * worked and tries it first. It registers again when that hub has refused the device three times in a row, when the
     * hub's name no longer resolves, or when the hub could not be reached for an hour. Waiting messages then go to the
     * new hub.
     *
     * @param provisioning the service, the registration id and the credential
     * @return a builder
     */
    public static AgentBuilder forProvisioning(Provisioning provisioning) {
        return new AgentBuilder(requireNonNull(provisioning, "provisioning"));
    }

    /**
     * Starts with the options in the environment: {@code DECKHAND_CONNECTION_STRING}, {@code DECKHAND_KEEP_ALIVE} and so on, as
     * {@code docs/configuration.md} lists them. If no variable of these says which device it is,
     * {@code IOTHUB_DEVICE_CONNECTION_STRING} does. Blank variables count as not set. What is called afterwards changes them.
     *
     * @return a builder
     * @throws IllegalArgumentException if a variable that begins with {@code DECKHAND_} is unknown, has a value that it does not take, or
     *     does not go with another; secrets are never shown
     * @throws java.io.UncheckedIOException if a file that holds a secret cannot be read
     */
    public static AgentBuilder fromEnvironment() {
        return ConfiguredBuilder.of(OptionSource.environment(System.getenv()));
    }

    /**
     * Starts with the options in a properties file: {@code deckhand.connection-string}, {@code deckhand.keep-alive} and
     * so on, as {@code docs/configuration.md} lists them. The file may contain other properties.
     *
     * @param file a file as {@link Properties} reads it, in UTF-8
     * @return a builder
     * @throws IllegalArgumentException if a property that begins with {@code deckhand.} is unknown, has a value that it does not take, or
     *     does not go with another; secrets are never shown
     * @throws java.io.UncheckedIOException if the file, or one that holds a secret, cannot be read
     */
    public static AgentBuilder fromProperties(Path file) {
        requireNonNull(file, "file");
        try {
            return ConfiguredBuilder.of(OptionSource.file(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The same as {@link #fromProperties(Path)}, for properties from elsewhere.
     *
     * @param properties the properties
     * @return a builder
     * @throws IllegalArgumentException as for a file
     * @throws java.io.UncheckedIOException if a file that holds a secret cannot be read
     */
    public static AgentBuilder fromProperties(Properties properties) {
        return fromProperties(OptionSource.of(properties));
    }

    /**
     * The same as {@link #fromProperties(Path)}, for properties from elsewhere, such as several sources put together.
     *
     * @param properties by names such as {@code deckhand.keep-alive}
     * @return a builder
     * @throws IllegalArgumentException as for a file
     * @throws java.io.UncheckedIOException if a file that holds a secret cannot be read
     */
    public static AgentBuilder fromProperties(Map<String, String> properties) {
        return ConfiguredBuilder.of(OptionSource.properties(properties));
    }

    /**
     * Sets the device's credential, in place of the one in the connection string. Needed for the certificate if the
     * connection string says {@code x509=true}.
     *
     * @param own one of {@link Credentials}, or the application's own; used by one agent only
     * @return this builder
     */
    public AgentBuilder credential(Credential own) {
        chosen.credential = requireNonNull(own, "own");
        return this;
    }

    /**
     * Sets how often the agent checks for a renewed certificate while it is connected. It reconnects with a renewed
     * certificate. By default every minute.
     *
     * @param interval 1 s to 1 day
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public AgentBuilder credentialCheck(Duration interval) {
        chosen.credentialCheck = between(Duration.ofSeconds(1), interval, Duration.ofDays(1), "credentialCheck");
        return this;
    }

    /**
     * Sets the trusted certificate authorities: those in a PEM file, and no others. By default the agent trusts those
     * of the Java runtime, as a real IoT Hub needs; a local hub has its own CA.
     *
     * @param pemFile the file; read when the agent connects. Until it can be read, each attempt fails with
     *     {@link io.deckhand.FailureCause#TLS_NOT_TRUSTED}
     * @return this builder
     */
    public AgentBuilder trustedCertificates(Path pemFile) {
        chosen.trusted = Authorities.inFile(requireNonNull(pemFile, "pemFile"));
        chosen.trustsByDefault = false;
        return this;
    }

    /**
     * Adds objects with annotated methods; see {@link io.deckhand.DirectMethod} and its neighbours. They are scanned
     * when the agent is built.
     *
     * @param objects the objects; may be given in several calls
     * @return this builder
     */
    public AgentBuilder handlers(Object... objects) {
        for (Object object : objects) {
            chosen.handlers.add(requireNonNull(object, "A handler object is null"));
        }
        return this;
    }

    /**
     * Sets whether to add the handlers that jars on the class path provide, found by {@link java.util.ServiceLoader};
     * see {@link io.deckhand.HandlerProvider}. By default they are not added: a jar that is on the class path by
     * accident should not answer calls.
     *
     * @param wanted whether to add them
     * @return this builder
     */
    public AgentBuilder discoverHandlers(boolean wanted) {
        chosen.discover = wanted;
        return this;
    }

    /**
     * Adds interceptors, which surround every invocation of every handler. The first one is the outermost.
     *
     * @param added the interceptors; may be given in several calls
     * @return this builder
     */
    public AgentBuilder interceptors(Interceptor... added) {
        for (Interceptor interceptor : added) {
            chosen.interceptors.add(requireNonNull(interceptor, "An interceptor is null"));
        }
        return this;
    }

    /**
     * Sets the mapper that binds payloads and serializes results. The default mapper refuses unknown fields, missing
     * and null numbers, text for numbers and numbers for enums, and supports {@code java.time}. Deckhand always parses
     * the text itself: the nesting depth is limited to 100, and duplicate fields are refused.
     *
     * @param own the mapper; copied when the agent is built
     * @return this builder
     */
    public AgentBuilder objectMapper(ObjectMapper own) {
        chosen.mapper = requireNonNull(own, "own");
        return this;
    }

    /**
     * Sets how many threads direct methods share. Each method has one thread of its own, which no other method can
     * take; further concurrent calls of a method take shared threads, or wait. By default 64.
     *
     * @param shared 0 to 10,000
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public AgentBuilder sharedHandlerThreads(int shared) {
        if (shared < 0 || shared > 10_000) {
            throw new IllegalArgumentException("sharedHandlerThreads is " + shared + ". It must be 0 to 10,000.");
        }
        chosen.sharedThreads = shared;
        return this;
    }

    /**
     * Sets whether handlers run on virtual threads, which need Java 21 or later. By default they do if the JVM has
     * them. The limits stay the same.
     *
     * @param wanted whether to use them; without effect on an older JVM
     * @return this builder
     */
    public AgentBuilder virtualThreads(boolean wanted) {
        chosen.virtualThreads = wanted;
        return this;
    }

    /**
     * Sets how many ids of cloud-to-device messages are remembered. A message that is delivered again with a remembered
     * id is settled as before, and not passed to a listener. By default 100. Choose 0 if your back ends use an id for
     * more than one message.
     *
     * @param ids 0 to 100,000
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public AgentBuilder rememberedMessageIds(int ids) {
        if (ids < 0 || ids > 100_000) {
            throw new IllegalArgumentException("rememberedMessageIds is " + ids + ". It must be 0 to 100,000.");
        }
        chosen.rememberedMessageIds = ids;
        return this;
    }

    /**
     * Announces a Plug and Play model when connecting, and acknowledges desired properties by the Plug and Play
     * conventions. By default no model is announced.
     *
     * @param id the model's id, such as {@code dtmi:com:example:Thermostat;1}
     * @return this builder
     * @throws IllegalArgumentException if it is not a model id
     */
    public AgentBuilder modelId(String id) {
        chosen.modelId = ModelIds.check(id);
        return this;
    }

    /**
     * Adds the direct method {@code deckhand.methods}, which lists the agent's methods to back ends. By default it is
     * not added.
     *
     * @param wanted whether to add it
     * @return this builder
     */
    public AgentBuilder describeMethods(boolean wanted) {
        chosen.describeMethods = wanted;
        return this;
    }

    /**
     * Sets the policy that decides how long to wait between connection attempts. By default exponential with full
     * jitter, from 1 second to 2 minutes.
     *
     * @param policy the policy
     * @return this builder
     */
    public AgentBuilder reconnect(ReconnectPolicy policy) {
        chosen.reconnect = requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Uses the application's TLS context, whose trust managers decide which servers to trust. If the connection string
     * says {@code x509=true}, the context's key managers present the device's certificate; they are asked at each
     * connection, because the agent removes the sessions of the context before it. A certificate given by
     * {@link #credential} cannot be combined with this; use {@link #trustedCertificates} instead.
     *
     * @param context a context with its trust managers set
     * @return this builder
     */
    public AgentBuilder sslContext(SSLContext context) {
        chosen.sslContext = requireNonNull(context, "context");
        return this;
    }

    /**
     * Sets how to reach the hub; by default {@link Transport#MQTT}. If alternatives are given, and an attempt fails as
     * if a firewall blocked the port (refused, timed out, unreachable), the next attempt uses the next transport in the
     * list, and after the last one the first again. The agent keeps the one that works.
     *
     * @param first the transport to try first
     * @param alternatives further transports, in the order in which to try them
     * @return this builder
     */
    public AgentBuilder transport(Transport first, Transport... alternatives) {
        List<Transport> all = new ArrayList<>(List.of(alternatives));
        all.add(0, requireNonNull(first, "first"));
        chosen.transports = List.copyOf(all);
        return this;
    }

    /**
     * Sets the client that connects to the hub; by default {@link Link#SDK}. {@link Link#NETTY} supports MQTT only, and
     * needs the artifact {@code agent-gateway} on the class path.
     *
     * @param choice the client
     * @return this builder
     */
    public AgentBuilder link(Link choice) {
        chosen.link = requireNonNull(choice, "choice");
        return this;
    }

    /**
     * Connects through an HTTP proxy; requires a WebSocket transport.
     *
     * @param host the proxy's name or address
     * @param port its port, 1 to 65,535
     * @return this builder
     * @throws IllegalArgumentException if the port is out of range
     */
    public AgentBuilder proxy(String host, int port) {
        chosen.proxy = new HttpProxy(requireNonNull(host, "host"), proxyPort(port));
        return this;
    }

    /**
     * Connects through an HTTP proxy that asks for a user name and a password; requires a WebSocket transport.
     *
     * @param host the proxy's name or address
     * @param port its port, 1 to 65,535
     * @param user the user name
     * @param password the password; copied
     * @return this builder
     * @throws IllegalArgumentException if the port is out of range
     */
    public AgentBuilder proxy(String host, int port, String user, char[] password) {
        chosen.proxy =
                new HttpProxy(requireNonNull(host, "host"), proxyPort(port), requireNonNull(user, "user"), password);
        return this;
    }

    private static int proxyPort(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("The proxy's port is " + port + ". It must be 1 to 65,535.");
        }
        return port;
    }

    /**
     * Sets how long a SAS token is valid that the agent signs with the device's key. Over MQTT the agent reconnects
     * after four fifths of this time; over AMQP the token is renewed within the connection. By default 1 hour.
     *
     * @param lifetime 10 s to 24 days, the longest that the SDK supports
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public AgentBuilder tokenLifetime(Duration lifetime) {
        chosen.tokenLifetime = between(Duration.ofSeconds(10), lifetime, Duration.ofDays(24), "tokenLifetime");
        return this;
    }

    /**
     * Sets how often an idle connection is checked. A dead connection is detected within one and a half times this
     * interval. By default 60 s.
     *
     * <p>On a slow line, choose it so that the largest packet passes within this time: over MQTT a hub counts only complete
     * packets, and 128 KB take two minutes over 2G (9.6 kbit/s).
     *
     * @param interval 5 s to 1,177 s (the hub drops a connection that is silent for one and a half times this, and allows
     *     1,767 s at most)
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public AgentBuilder keepAlive(Duration interval) {
        chosen.keepAlive = between(Duration.ofSeconds(5), interval, Duration.ofSeconds(1177), "keepAlive");
        return this;
    }

    /**
     * Sets how long {@link DeviceAgent#send(Object)} and {@link DeviceAgent#report(String, Object)} wait for the hub. By
     * default 60 s.
     *
     * @param timeout 100 ms to 1 day
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public AgentBuilder operationTimeout(Duration timeout) {
        chosen.operationTimeout = between(Duration.ofMillis(100), timeout, Duration.ofDays(1), "operationTimeout");
        return this;
    }

    /**
     * Sets how many messages may wait for the hub's acknowledgement; {@link #overflow} decides what happens to a
     * further one. By default 10,000.
     *
     * @param messages 1 to 1,000,000; they are kept in memory
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public AgentBuilder outboxCapacity(int messages) {
        if (messages < 1 || messages > 1_000_000) {
            throw new IllegalArgumentException("outboxCapacity is " + messages + ". It must be 1 to 1,000,000.");
        }
        chosen.outboxCapacity = messages;
        return this;
    }

    /**
     * Sets how many bytes of bodies and properties may wait for the hub's acknowledgement; {@link #overflow} decides
     * what happens to a message beyond that. By default 16 MiB.
     *
     * @param bytes 262,144 (the maximum size of one message) to 2 GiB; they are kept in memory
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public AgentBuilder outboxBytes(long bytes) {
        if (bytes < 256 * 1024 || bytes > 2L * 1024 * 1024 * 1024) {
            throw new IllegalArgumentException(
                    "outboxBytes is " + bytes + ". It must be 262,144 to 2,147,483,648 bytes.");
        }
        chosen.outboxBytes = bytes;
        return this;
    }

    /**
     * Sets what happens to a message when the outbox is full. By default it is refused.
     *
     * @param choice what to do
     * @return this builder
     */
    public AgentBuilder overflow(Overflow choice) {
        chosen.overflow = requireNonNull(choice, "choice");
        return this;
    }

    /**
     * Keeps the agent's state in a directory, so that it survives the process: telemetry and reports that the hub has
     * not acknowledged, the desired properties passed to listeners, long-running operations, and the ids of handled
     * cloud-to-device messages. By default no state survives the process. See {@code docs/state.md} for the guarantees.
     *
     * @param directory a directory for this agent only; created if it does not exist. {@link #build()} throws an
     *     {@code IllegalArgumentException} if it is a file
     * @return this builder
     */
    public AgentBuilder storeIn(Path directory) {
        return storeIn(StoreOptions.directory(directory));
    }

    /**
     * The same as {@link #storeIn(Path)}, with options.
     *
     * @param options the directory, the size limit and the encryption
     * @return this builder
     */
    public AgentBuilder storeIn(StoreOptions options) {
        chosen.store = requireNonNull(options, "options");
        return this;
    }

    private static Duration between(Duration least, Duration value, Duration most, String option) {
        if (requireNonNull(value, option).compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(option + " is " + value + ". It must be " + least + " to " + most + ".");
        }
        return value;
    }

    /**
     * Builds the agent. It connects once it is started.
     *
     * @return the agent
     * @throws HandlerDefinitionException if anything is wrong with a handler: all problems at once
     * @throws IllegalArgumentException if the mapper has default typing, if a proxy is set with a transport that cannot
     *     use one, if the link is not on the class path or does not support a transport, if a certificate is needed and
     *     missing, or if a transport cannot present one
     * @throws IllegalStateException if the class path has a Jackson before 2.15
     * @throws AgentException if a Jakarta Validation provider is present but does not start, or if the store is used by
     *     another process, was written by a later version, or is encrypted with another key
     */
    public DeviceAgent build() {
        return new Assembly(chosen, new Alone(chosen)).agent();
    }
}
