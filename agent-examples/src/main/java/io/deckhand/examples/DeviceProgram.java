package io.deckhand.examples;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.AgentException;
import io.deckhand.AgentHealth;
import io.deckhand.ConnectionChange;
import io.deckhand.ConnectionState;
import io.deckhand.DeviceAgent;
import io.deckhand.DeviceModel;
import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that all devices of the tutorials have, and the code by which they start, wait and stop. */
final class DeviceProgram {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConnectionOptions options = new ConnectionOptions();

    @Mixin
    private IdentityOptions identity = new IdentityOptions();

    @Option(
            names = "--device",
            paramLabel = "ID",
            description = "Which device of the local hub to run. By default its first one.")
    private @Nullable String device;

    @Option(
            names = "--connect-timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for the first connection, 0 for no limit. A connection that is lost "
                    + "later is reestablished without a limit. Default: ${DEFAULT-VALUE}")
    private int connectSeconds = 30;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            description = "How to reach the hub: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Transport transport;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "Keep the device's state in this directory, so that it survives the program. By default "
                    + "it does not.")
    private @Nullable Path store;

    @Option(
            names = "--model-id",
            paramLabel = "DTMI",
            description = "The Plug and Play model to announce. By default none.")
    private @Nullable String modelId;

    @Option(
            names = "--model",
            description = "Print the device's model in the Digital Twins Definition Language, and end. Needs no hub.")
    private boolean printModel;

    private final CompletableFuture<Integer> stopped = new CompletableFuture<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "clock");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Future<?> repeated;
    private Runnable lastWords = () -> {};
    private boolean wasConnected;
    private boolean lost;
    private final Set<FailureCause> explained = EnumSet.noneOf(FailureCause.class);
    private volatile boolean closing;

    DeviceProgram() {
        this(Transport.MQTT);
    }

    DeviceProgram(Transport usual) {
        transport = usual;
    }

    /** Runs a device with these handlers until it is stopped. */
    int run(Object handlers) throws IOException {
        return run(handlers, agent -> {});
    }

    /** Runs a device with these handlers, and with an action once it is connected, until it is stopped. */
    int run(Object handlers, Consumer<DeviceAgent> onceConnected) throws IOException {
        return run(handlers, agent -> {}, onceConnected);
    }

    /** As above, with another action before it connects. */
    int run(Object handlers, Consumer<DeviceAgent> first, Consumer<DeviceAgent> onceConnected) throws IOException {
        if (printModel) {
            return printModel(handlers);
        }
        DeviceAgent agent = build(handlers);
        try (CtrlC ctrlC = CtrlC.then(() -> close(agent))) {
            first.accept(agent);
            say("Device '" + agent.deviceId() + "' connects ...");
            start(agent);
            say("Device '" + agent.deviceId() + "' is connected. Press Ctrl-C to stop.");
            onceConnected.accept(agent);
            return stopped.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The future of the exit code never fails", e);
        } catch (InterruptedException toldToStop) {
            return 0;
        } finally {
            close(agent);
        }
    }

    /** {@return the command line with which this program was started} */
    List<String> arguments() {
        return spec.root().commandLine().getParseResult().originalArgs();
    }

    /** Runs a task now and after each interval; it replaces the task repeated so far. */
    synchronized void repeat(int seconds, Runnable task) {
        if (repeated != null) {
            repeated.cancel(false);
        }
        repeated = clock.scheduleAtFixedRate(task, 0, seconds, TimeUnit.SECONDS);
    }

    /** {@return whether the program has a directory for its state} */
    boolean hasStore() {
        return store != null;
    }

    /** {@return that directory} Ends the program with a command-line error if there is none. */
    Path store(String otherwise) {
        if (store == null) {
            throw options.problem(otherwise);
        }
        return store;
    }

    /** Sets an action that prints something when the device is closed. */
    void atEnd(Runnable words) {
        lastWords = words;
    }

    /** {@return whether the whole time has passed, and the device was not closed meanwhile} */
    boolean sleep(int seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
            return !closing;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends the program with a command-line error unless the condition holds. */
    void require(boolean holds, String message) {
        if (!holds) {
            throw options.problem(message);
        }
    }

    /** Ends the device with this exit code. */
    void stop(int exitCode) {
        stopped.complete(exitCode);
    }

    synchronized void say(String line) {
        spec.commandLine().getOut().println(line);
    }

    /**
     * Prints changes of the connection. Several attempts may fail until it is reestablished: the loss is printed once,
     * and each cause once.
     */
    @ConnectionChange
    void show(ConnectionState state, DeviceAgent agent) {
        if (state == ConnectionState.CONNECTED) {
            if (lost) {
                say("Connected again.");
            }
            wasConnected = true;
            lost = false;
            explained.clear();
        } else if (!closing) {
            if (wasConnected && !lost) {
                say("The connection is lost; reconnecting ...");
                lost = true;
            }
            if (state == ConnectionState.DISCONNECTED) {
                explain(agent.health());
            }
        }
    }

    private void explain(AgentHealth health) {
        if (health.lastCause().filter(explained::add).isPresent()) {
            health.lastFailure().ifPresent(why -> spec.commandLine().getErr().println("Not connected: " + why));
        }
    }

    /** Prints the model without connecting, so no hub of this name needs to exist. */
    private int printModel(Object handlers) {
        String id = modelId == null
                ? "dtmi:io:deckhand:examples:" + handlers.getClass().getSimpleName() + ";1"
                : modelId;
        try (DeviceAgent agent = AgentBuilder.forConnectionString(
                        "HostName=no.hub;DeviceId=none;SharedAccessKey=bm9uZQ==")
                .handlers(handlers)
                .modelId(id)
                .build()) {
            DeviceModel model = agent.model();
            say(model.json());
            model.leftOut().forEach(spec.commandLine().getErr()::println);
            return 0;
        } catch (IllegalArgumentException e) {
            throw options.problem(String.valueOf(e.getMessage()));
        }
    }

    private DeviceAgent build(Object handlers) throws IOException {
        try {
            AgentBuilder builder = builder()
                    .handlers(handlers, this)
                    .transport(transport)
                    .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(500), Duration.ofSeconds(5)));
            if (modelId != null) {
                builder.modelId(modelId);
            }
            if (store != null) {
                builder.storeIn(store);
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw options.problem(String.valueOf(e.getMessage()));
        }
    }

    private AgentBuilder builder() throws IOException {
        if (identity.isProvisioned()) {
            AgentBuilder builder = identity.provisioned();
            options.authority().ifPresent(builder::trustedCertificates);
            return builder;
        }
        Connection hub = options.resolve("IOTHUB_DEVICE_CONNECTION_STRING", this::ofLocalHub);
        hub.trust(); // reports problems with the file at once
        AgentBuilder builder = AgentBuilder.forConnectionString(hub.text());
        hub.ca().ifPresent(builder::trustedCertificates);
        identity.certificate().ifPresent(builder::credential);
        return builder;
    }

    private void start(DeviceAgent agent) {
        if (connectSeconds == 0 || OwnProcess.wasRestarted()) {
            agent.start();
        } else {
            startWithin(agent, Duration.ofSeconds(connectSeconds));
        }
    }

    private void startWithin(DeviceAgent agent, Duration limit) {
        try {
            agent.start(limit);
        } catch (AgentException e) {
            if (closing || agent.health().lastFailure().isEmpty()) {
                throw e;
            }
            // The cause was printed when it occurred.
            String reason = "Device '" + agent.deviceId() + "' could not connect within " + limit.toSeconds() + " s.";
            throw new IllegalStateException(reason, e);
        }
    }

    private void close(DeviceAgent agent) {
        closing = true;
        clock.shutdownNow();
        agent.close();
        lastWords.run();
        say("Device '" + agent.deviceId() + "' is closed.");
    }

    private Optional<String> ofLocalHub(JsonNode info) {
        return StreamSupport.stream(info.path("devices").spliterator(), false)
                .filter(entry ->
                        device == null || device.equals(entry.path("deviceId").asText()))
                .map(entry -> entry.path("connectionString").asText())
                .findFirst();
    }
}
