package io.deckhand.examples;

import io.deckhand.testkit.LocalHub;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a local hub and the tutorials' programs: devices with Deckhand, back ends with Azure's service SDK. They
 * communicate only over the network: real sockets, TLS, MQTT and REST, and Azure's unmodified SDKs.
 */
public final class Demo {
    private static final String DEVICE = "my-device";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PrintWriter out;

    Demo(PrintWriter out) {
        this.out = out;
    }

    /**
     * Runs the demo. On any failure, prints the reason on the error stream and ends the JVM with exit code 1.
     *
     * @param args none
     */
    public static void main(String... args) {
        Examples.quieten();
        try {
            new Demo(Examples.commandLine().getOut()).run();
        } catch (Exception e) {
            System.err.println("Demo failed: " + e.getMessage());
            System.exit(1);
        }
    }

    void run() throws Exception {
        say("Deckhand demo: devices, back ends and an IoT Hub, all on this machine.");
        title("1. Starting a local IoT Hub");
        try (LocalHub hub =
                LocalHub.builder().feedbackAfter(Duration.ofMillis(100)).start()) {
            describe(hub);
            title("2. The back end creates the device identity '" + DEVICE + "'");
            backEnd(hub, "create-device", "--device", DEVICE);
            directMethods(hub);
            control(hub);
            management(hub);
            messages(hub);
            title("7. The hub is closed");
        }
        say("");
        say("Demo finished");
    }

    private void directMethods(LocalHub hub) throws Exception {
        title("3. Direct methods: simulated-device and call-method");
        try (Device device = new Device(hub, "simulated-device")) {
            call(hub, "call-method");
        }
    }

    private void control(LocalHub hub) throws Exception {
        title("4. Control a device: telemetry-device and set-telemetry-interval");
        try (Device device = new Device(hub, "telemetry-device", "--interval", "600")) {
            device.await("Message sent");
            call(hub, "set-telemetry-interval", "--interval", "60");
            device.await("Message sent");
        }
    }

    private void management(LocalHub hub) throws Exception {
        title("5. Manage a device: reboot-device, reboot-and-watch and reboot-query");
        try (Device device = new Device(hub, "reboot-device")) {
            call(hub, "reboot-and-watch");
            device.await("Device twin updated: rebootTime");
            backEnd(hub, "reboot-query");
        }
    }

    private void messages(LocalHub hub) throws Exception {
        title("6. Cloud-to-device messages: c2d-device and send-c2d");
        try (Device device = new Device(hub, "c2d-device")) {
            call(hub, "send-c2d", "--count", "2");
        }
    }

    private void describe(LocalHub hub) {
        say("   It listens on " + hub.hostName() + ": MQTT on port "
                + hub.ports().mqtt() + ", REST on port " + hub.ports().https());
        if (!hub.httpsOnStandardPort()) {
            say("   (Port 443 needs a privilege that this user does not have, so REST has another port.)");
        }
    }

    private void call(LocalHub hub, String program, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--device", DEVICE));
        backEnd(hub, program, all.toArray(String[]::new));
    }

    private void backEnd(LocalHub hub, String program, String... options) {
        List<String> command = command(hub, program, hub.ownerConnectionString());
        command.addAll(List.of("--https-port", Integer.toString(hub.ports().https())));
        command.addAll(List.of(options));
        int exitCode = Examples.commandLine().setOut(out).execute(command.toArray(String[]::new));
        if (exitCode != 0) {
            throw new IllegalStateException(program + " ended with exit code " + exitCode);
        }
    }

    private static List<String> command(LocalHub hub, String program, String connectionString) {
        return new ArrayList<>(List.of(
                program,
                "--connection-string",
                connectionString,
                "--ca",
                hub.caCertificate().toString()));
    }

    private void title(String title) {
        say("");
        say(title);
    }

    private void say(String line) {
        out.println(line);
    }

    /** A running device program, until it is closed. */
    private final class Device implements AutoCloseable {
        private final String program;
        private final Map<String, CompletableFuture<Void>> heard = new ConcurrentHashMap<>();
        private final CompletableFuture<Integer> ended = new CompletableFuture<>();
        private final Thread thread;

        Device(LocalHub hub, String program, String... options) throws Exception {
            this.program = program;
            List<String> command = command(hub, program, hub.device(DEVICE).connectionString());
            command.addAll(List.of(options));
            PrintWriter words =
                    new IndentedWriter(out, "   (device) ", line -> saying(line).complete(null));
            thread = new Thread(
                    () -> ended.complete(Examples.commandLine().setOut(words).execute(command.toArray(String[]::new))),
                    "demo-" + program);
            thread.start();
            await("Device '" + DEVICE + "' is connected. Press Ctrl-C to stop.");
        }

        /** Waits until the device has printed this line, since the last wait. */
        void await(String line) throws Exception {
            within(CompletableFuture.anyOf(saying(line), ended), "did not say: " + line);
            if (ended.isDone()) {
                throw new IllegalStateException(program + " ended early, with exit code " + ended.join());
            }
            heard.remove(line);
        }

        @Override
        public void close() throws Exception {
            thread.interrupt();
            if (within(ended, "did not end") != 0) {
                throw new IllegalStateException(program + " ended with exit code " + ended.join());
            }
        }

        private CompletableFuture<Void> saying(String line) {
            return heard.computeIfAbsent(line, l -> new CompletableFuture<>());
        }

        private <T> T within(CompletableFuture<T> event, String otherwise) throws Exception {
            try {
                return event.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new IllegalStateException(program + " " + otherwise, e);
            }
        }
    }
}
