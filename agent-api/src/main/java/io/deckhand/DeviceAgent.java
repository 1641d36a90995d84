package io.deckhand;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One device's agent: keeps the connection to its IoT Hub, calls the handlers, sends telemetry, reports properties.
 *
 * <pre>{@code
 * try (DeviceAgent agent = AgentBuilder.forConnectionString(connectionString)
 *         .handlers(new Maintenance())
 *         .build()) {
 *     agent.start();
 *     agent.send(new Reading(21.4));
 *     agent.report("firmware", "1.4.2");
 * }
 * }</pre>
 *
 * <p>Every method may be called by any thread, also from a handler. Messages and reports made before {@link #start()}
 * or while the hub is unavailable wait in memory, or in the agent's store, and are sent, in order, once the agent is
 * connected.
 *
 * @since 0.1
 */
public interface DeviceAgent extends AutoCloseable {
    /** {@return the device id of the connection string} */
    String deviceId();

    /** {@return the current state of the connection} */
    ConnectionState state();

    /** {@return the current condition of the agent: its connection, the last failure, waiting data} */
    AgentHealth health();

    /**
     * Tells the agent that the network has changed, for example that a modem is connected. If the agent waits for the
     * next connection attempt, it starts it at once; in any other state this has no effect. At most 30 attempts are
     * made per minute, however often this is called.
     */
    void networkChanged();

    /**
     * Starts the agent and waits until it is connected for the first time, however long that takes. Failed attempts are
     * logged with their cause and repeated by the reconnect policy. Once started, further calls only wait.
     *
     * @throws AgentException if the agent is closed, now or while waiting, or if the calling thread is interrupted; the
     *     agent then keeps trying, unless it was closed
     */
    void start();

    /**
     * Starts the agent and waits until it is connected, for a limited time.
     *
     * @param atMost how long to wait, more than zero
     * @throws AgentException if it is not connected by then, with the cause of the last failed attempt; the agent keeps
     *     trying nevertheless. Also as for {@link #start()}
     */
    void start(Duration atMost);

    /**
     * Starts the agent and returns at once.
     *
     * @return completes when the agent is connected for the first time; completes with an {@link AgentException} if it is
     *     closed before
     * @throws AgentException if the agent is closed
     */
    CompletionStage<Void> startAsync();

    /**
     * Waits until the agent has caught up: it is connected, missed changes are delivered to the listeners of desired
     * properties, and the hub has acknowledged everything sent and reported before the connection. Returns at once if
     * it has.
     *
     * <pre>{@code
     * agent.networkChanged();
     * agent.awaitCaughtUp(Duration.ofMinutes(1));
     * }</pre>
     *
     * @param atMost how long to wait, more than zero
     * @throws AgentException if it has not caught up by then, with the reason if one is known; or if the agent is
     *     closed, or the calling thread is interrupted
     */
    void awaitCaughtUp(Duration atMost);

    /**
     * Sends a telemetry message and waits until the hub has acknowledged it.
     *
     * @param body the body: a {@code String} or {@code byte[]} is sent unchanged, anything else as JSON with content
     *     type {@code application/json} and encoding {@code utf-8}. At most 256 KB with its properties, the hub's limit
     * @throws IllegalArgumentException if it is too large or empty, or cannot be serialized as JSON
     * @throws AgentException if the hub did not acknowledge it within the agent's operation timeout, the outbox is
     *     full, or the agent is closed. A message that was already on its way may still arrive. Also if the calling
     *     thread is interrupted: the message is then kept, and will be sent
     */
    void send(Object body);

    /**
     * Sends a telemetry message with application properties and waits until the hub has acknowledged it.
     *
     * @param body as for {@link #send(Object)}
     * @param properties names and values, at least one character each; copied
     * @throws IllegalArgumentException as for {@link #send(Object)}, and if a property is empty or contains an unpaired
     *     surrogate, or all of them take more than 60,000 bytes percent-encoded
     * @throws AgentException as for {@link #send(Object)}
     */
    void send(Object body, Map<String, String> properties);

    /**
     * Sends a telemetry message with a priority, a time to live and other options, and waits until the hub has
     * acknowledged it.
     *
     * @param body as for {@link #send(Object)}
     * @param options what goes with it
     * @throws IllegalArgumentException as for {@link #send(Object, Map)}
     * @throws AgentException as for {@link #send(Object)}, and if it was given up meanwhile: see {@link LossCause}
     */
    void send(Object body, SendOptions options);

    /**
     * Sends a telemetry message without waiting for the hub.
     *
     * @param body as for {@link #send(Object)}
     * @return as for {@link #sendAsync(Object, Map)}
     * @throws IllegalArgumentException as for {@link #send(Object)}
     * @throws AgentException as for {@link #sendAsync(Object, Map)}
     */
    Receipt sendAsync(Object body);

    /**
     * Sends a telemetry message with a priority, a time to live and other options, without waiting.
     *
     * @param body as for {@link #send(Object)}
     * @param options what goes with it
     * @return as for {@link #sendAsync(Object, Map)}
     * @throws IllegalArgumentException as for {@link #send(Object, Map)}
     * @throws AgentException as for {@link #sendAsync(Object, Map)}
     */
    Receipt sendAsync(Object body, SendOptions options);

    /**
     * Sends a telemetry message without waiting for the hub. If the outbox is full, blocks only with
     * {@code Overflow.BLOCK}.
     *
     * @param body as for {@link #send(Object)}
     * @param properties as for {@link #send(Object, Map)}
     * @return completes when the hub has acknowledged the message, or with an {@link AgentException} when it is given up:
     *     at the latest when the agent is closed. See {@link LossCause}. {@link Receipt#kept()} completes when it is on disk
     * @throws IllegalArgumentException as for {@link #send(Object, Map)}
     * @throws AgentException if the outbox is full or the agent is closed: the message was not accepted
     */
    Receipt sendAsync(Object body, Map<String, String> properties);

    /**
     * Reports a property of the device twin and waits until the hub has accepted it.
     *
     * @param path the path of the property, its names joined by dots, as in {@code "climate.target"}
     * @param value the value, serialized as JSON; {@code null} deletes the property
     * @throws IllegalArgumentException if the path is not valid, or the value exceeds a limit of the hub (depth 10, 32
     *     KB in total, names without {@code . $ #} and white space), or cannot be serialized as JSON
     * @throws AgentException if the hub refused it, or did not accept it within the agent's operation timeout; in the
     *     second case it stays pending and is sent later, unless the agent is closed. Also if the agent is already
     *     closed, or if the calling thread is interrupted; in that case it stays pending too
     */
    void report(String path, @Nullable Object value);

    /**
     * Reports a property of the device twin without waiting. Of several waiting values for one path, only the last is
     * sent, and the stages of all of them complete with it.
     *
     * @param path as for {@link #report(String, Object)}
     * @param value as for {@link #report(String, Object)}
     * @return completes when the hub has accepted the value, or with an {@link AgentException} when it refused it or the
     *     agent is closed
     * @throws IllegalArgumentException as for {@link #report(String, Object)}
     * @throws AgentException if the agent is closed already
     */
    Receipt reportAsync(String path, @Nullable Object value);

    /**
     * Uploads a file to the storage that is linked to the hub, and waits until it is there and the hub was notified. The agent asks the hub
     * for a place over HTTPS (port 443), sends the file in parts, and repeats the part that a lost connection interrupted. Storage
     * checks each part by its MD5; the blob has the MD5 of the whole, and its SHA-256 as metadata {@code sha256}. Three uploads
     * run at a time; more wait for their turn. It needs no connection of the agent, and so works before {@link #start()} too.
     *
     * <pre>{@code
     * FileUpload log = agent.upload("logs/boot.txt", Path.of("/var/log/boot.txt"));
     * }</pre>
     *
     * @param name the name of the blob, without the device id, which the hub puts before it; {@code /} makes folders. 1 to 1,024
     *     characters together with the device id. A blob of that name is replaced
     * @param file the file; read while it is sent, and expected not to change meanwhile
     * @return what is in the storage
     * @throws IllegalArgumentException if the name is out of range
     * @throws AgentException if the hub or the storage refused it, if the file cannot be read, if for 10 minutes nothing got through, or
     *     if the agent is closed or the calling thread interrupted, which both end the upload. The message says which
     */
    FileUpload upload(String name, Path file);

    /**
     * Uploads what a stream has, as {@link #upload(String, Path)} does. It is read once, while it is sent: 1 MiB of it is kept in memory at
     * a time.
     *
     * @param name as for {@link #upload(String, Path)}
     * @param content what to upload, up to its end; not closed. At most 48 GiB: 50,000 parts, the limit of Azure Storage
     * @return what is in the storage
     * @throws IllegalArgumentException as for {@link #upload(String, Path)}
     * @throws AgentException as for {@link #upload(String, Path)}
     */
    FileUpload upload(String name, InputStream content);

    /**
     * Uploads a file with metadata and more, as {@link #upload(String, Path)} does.
     *
     * @param name as for {@link #upload(String, Path)}
     * @param file as for {@link #upload(String, Path)}
     * @param options what goes with it
     * @return what is in the storage
     * @throws IllegalArgumentException as for {@link #upload(String, Path)}
     * @throws AgentException as for {@link #upload(String, Path)}
     */
    FileUpload upload(String name, Path file, UploadOptions options);

    /**
     * Uploads what a stream has with metadata and more, as {@link #upload(String, InputStream)} does.
     *
     * @param name as for {@link #upload(String, Path)}
     * @param content as for {@link #upload(String, InputStream)}
     * @param options what goes with it
     * @return what is in the storage
     * @throws IllegalArgumentException as for {@link #upload(String, Path)}
     * @throws AgentException as for {@link #upload(String, Path)}
     */
    FileUpload upload(String name, InputStream content, UploadOptions options);

    /**
     * Uploads a file without waiting. An upload is not kept in the agent's store: it ends with the process.
     *
     * @param name as for {@link #upload(String, Path)}
     * @param file as for {@link #upload(String, Path)}; must exist until the stage completes
     * @param options what goes with it
     * @return completes when the file is in the storage and the hub was notified, or with an {@link AgentException} as for
     *     {@link #upload(String, Path)}
     * @throws IllegalArgumentException as for {@link #upload(String, Path)}
     * @throws AgentException if the agent is closed
     */
    CompletionStage<FileUpload> uploadAsync(String name, Path file, UploadOptions options);

    /**
     * Uploads what a stream has without waiting, as {@link #uploadAsync(String, Path, UploadOptions)} does.
     *
     * @param name as for {@link #upload(String, Path)}
     * @param content as for {@link #upload(String, InputStream)}; read by a thread of the agent until the stage completes
     * @param options what goes with it
     * @return as for {@link #uploadAsync(String, Path, UploadOptions)}
     * @throws IllegalArgumentException as for {@link #upload(String, Path)}
     * @throws AgentException if the agent is closed
     */
    CompletionStage<FileUpload> uploadAsync(String name, InputStream content, UploadOptions options);

    /**
     * {@return the desired properties as last delivered to the listeners, or being delivered} Empty before they are
     * first read. With a store they are available immediately, also offline, so that a device can use its last
     * configuration before it has a network.
     */
    Optional<TwinSection> desired();

    /**
     * {@return the reported properties that the hub has: as read when connecting, with the values accepted since} Empty
     * before they are first read; with a store they are available immediately. Waiting reports are not included.
     */
    Optional<TwinSection> reported();

    /** {@return the telemetry sources, whose intervals can be changed} */
    TelemetrySources telemetry();

    /** {@return the direct methods of this agent, which can be changed at run time} */
    MethodRegistry methods();

    /**
     * Describes the device's current handlers, for Plug and Play back ends and their tools. Each {@link DirectMethod}
     * becomes a command, each {@link DesiredProperty} a writable property, each field in the result of a
     * {@link Telemetry} source a telemetry element, and each {@link ModelComponent} a separate interface, with the
     * component's name appended to the id. Methods added at run time are included; the agent's own methods are not, nor
     * is anything that no handler declares, such as values passed to {@link #send(Object)} and
     * {@link #report(String, Object)}. Declarations that the language cannot express are left out and listed in
     * {@link DeviceModel#leftOut()}.
     *
     * @return the model
     * @throws AgentException if the agent announces no model, so that there is no id
     */
    DeviceModel model();

    /**
     * Waits until the hub has everything sent and reported so far: each message is acknowledged or given up (see
     * {@link LossCause}), each reported property accepted or refused. Keeps waiting across lost connections.
     *
     * <pre>{@code
     * agent.reportAsync("rebootTime", Instant.now());
     * agent.flush(Duration.ofSeconds(10)); // at most
     * system.reboot();
     * }</pre>
     *
     * @param atMost how long to wait, more than zero
     * @return whether the hub has everything. If not, waiting data stays accepted and is sent later; the log has the
     *     counts, and the reason if one is known
     * @throws AgentException if the agent is closed meanwhile, or the calling thread is interrupted
     */
    boolean flush(Duration atMost);

    /**
     * Waits like {@link #flush(Duration)}, or only until everything is on disk; it is then committed at once, without
     * waiting for the commit window.
     *
     * <pre>{@code
     * agent.flush(Duration.ofSeconds(1), Delivery.KEPT); // it goes out after the reboot, if not before
     * }</pre>
     *
     * @param atMost how long to wait, more than zero
     * @param delivery what to wait for; without a store {@link Delivery#KEPT} waits for the hub
     * @return whether everything has reached that stage
     * @throws AgentException as for {@link #flush(Duration)}
     */
    boolean flush(Duration atMost, Delivery delivery);

    /**
     * Closes the agent. It accepts nothing more, answers running calls with 503, and delivers accepted data as long as
     * the connection lasts and the hub acknowledges something every 3 seconds, for at most 15 seconds; without a
     * connection it does not wait. Then it closes the connection. Undelivered messages and reports complete with an
     * {@link AgentException}, and are counted in the log; with a store they are on disk, and are sent after the next
     * start. Returns within 20 seconds, and within 10 if the hub acknowledges nothing. Closing again has no effect.
     */
    @Override
    void close();

    /**
     * Closes the agent like {@link #close()}, with another time limit for deliveries, which also spans lost
     * connections.
     *
     * <pre>{@code
     * agent.close(Duration.ofMinutes(2)); // the modem may need to reconnect
     * }</pre>
     *
     * @param atMost how long to keep delivering accepted data; zero delivers nothing more, and with a store writes
     *     everything to disk. Closing takes up to 4 seconds in addition
     */
    void close(Duration atMost);
}
