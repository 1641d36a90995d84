package io.deckhand.testkit.internal.cli;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubProtocol;
import io.deckhand.testkit.HubTier;
import io.deckhand.testkit.LocalHub;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts a hub, prints its addresses, and serves until the process is stopped. */
@Command(
        name = "start",
        description = "Starts a hub and serves until it is stopped with Ctrl+C or SIGTERM.",
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  java -jar deckhand-hub.jar start --device d1 --info hub.json",
            "",
            "Exit codes: 2 the command line is wrong, 1 the hub cannot be started."
        })
final class StartCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen on, which is also the host name in connection strings. "
                    + "Default: ${DEFAULT-VALUE}")
    private String host = "127.0.0.1";

    @Option(
            names = "--device",
            paramLabel = "ID",
            description = "A device identity to create. Can be repeated; an existing identity is kept.")
    private List<String> devices = new ArrayList<>();

    @Option(
            names = "--info",
            paramLabel = "FILE",
            description =
                    "The file to write addresses, connection strings and the CA file's path to, as JSON, once the hub is ready. "
                            + "Only you can read it. It is deleted when the hub stops.")
    private @Nullable Path info;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The directory to store identities, twins and the certificate authority in. Default: nothing is stored")
    private @Nullable Path data;

    @Option(
            names = "--seed",
            paramLabel = "FILE",
            description =
                    "The initial state, in YAML or JSON: devices, keys, twins, enrollments, policies, faults. See "
                            + "docs/local-hub.md; 'export' writes one.")
    private @Nullable Path seed;

    @Option(
            names = "--device-ca",
            paramLabel = "FILE",
            description = "The certificate, PEM, of a CA that signs device certificates. Can be repeated.")
    private List<X509Certificate> deviceAuthorities = new ArrayList<>();

    @Option(
            names = "--https-port",
            paramLabel = "N",
            description = "The port of the service REST API, 0 for a free port. "
                    + "Default: 443, or a free port if 443 cannot be bound")
    private @Nullable Integer httpsPort;

    @Option(
            names = "--mqtt-port",
            paramLabel = "N",
            description = "The port of MQTT, 0 for a free port. Default: 8883, the only one that SDKs connect to")
    private @Nullable Integer mqttPort;

    @Option(
            names = "--amqp-port",
            paramLabel = "N",
            description = "The port of AMQP, 0 for a free port. Default: 5671, the only one that SDKs connect to")
    private @Nullable Integer amqpPort;

    @Option(
            names = "--without",
            paramLabel = "PROTOCOL",
            description =
                    "A protocol to leave out, on its port and over WebSocket: ${COMPLETION-CANDIDATES}. Can be repeated.")
    private List<HubProtocol> without = new ArrayList<>();

    @Option(
            names = "--feedback-after",
            paramLabel = "SECONDS",
            description =
                    "How long feedback on cloud-to-device messages is collected before it is sent, 0 to 600. Default: 15, as "
                            + "at the real hub")
    private @Nullable Integer feedbackAfter;

    @Option(
            names = "--throttles",
            description = "Throttle operations as one unit of the S1 tier does. Default: no throttling")
    private boolean throttles;

    @Option(
            names = "--jobs-at-once",
            paramLabel = "N",
            description = "How many scheduled jobs run at once. Default: as in the tier, 1 without --tier")
    private @Nullable Integer jobsAtOnce;

    @Option(
            names = "--tier",
            paramLabel = "TIER",
            description = "The tier, with its daily quota and what it does not have: ${COMPLETION-CANDIDATES}. "
                    + "Default: everything, without a quota")
    private @Nullable HubTier tier;

    @Option(
            names = "--web",
            paramLabel = "PORT",
            arity = "0..1",
            fallbackValue = "0",
            description = "Serves a web page that shows the hub, over HTTP on a loopback address, and prints its link. "
                    + "Without PORT on a free port. Default: no page")
    private @Nullable Integer web;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            makeWayForInfo();
            LocalHub hub = builder().start();
            List<HubDevice> present = prepare(hub);
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(hub, out, stopped), "deckhand-hub-stop"));
            announce(hub, present, out);
            stopped.await();
            return CommandLine.ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CommandLine.ExitCode.SOFTWARE;
        } catch (IOException | RuntimeException e) {
            spec.commandLine().getErr().println("The hub cannot be started: " + reasons(e));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private LocalHub.Builder builder() {
        LocalHub.Builder builder =
                LocalHub.builder().host(host).throttles(throttles).without(without.toArray(HubProtocol[]::new));
        if (jobsAtOnce != null) {
            builder.jobsAtOnce(jobsAtOnce);
        }
        if (tier != null) {
            builder.tier(tier);
        }
        if (data != null) {
            builder.dataDirectory(data);
        }
        if (httpsPort != null) {
            builder.httpsPort(httpsPort);
        }
        if (mqttPort != null) {
            builder.mqttPort(mqttPort);
        }
        if (amqpPort != null) {
            builder.amqpPort(amqpPort);
        }
        if (seed != null) {
            builder.seed(seed);
        }
        if (web != null) {
            builder.web(web);
        }
        if (feedbackAfter != null) {
            builder.feedbackAfter(Duration.ofSeconds(feedbackAfter));
        }
        return builder;
    }

    /** Configures the hub as the command line asks, or closes it before its info file is written. */
    private List<HubDevice> prepare(LocalHub hub) throws IOException {
        try {
            if (httpsPort != null && httpsPort != 0 && hub.ports().https() != httpsPort) {
                throw new IOException("port " + httpsPort + " cannot be bound");
            }
            deviceAuthorities.forEach(hub::trustDeviceCa);
            return devices.stream().distinct().map(id -> ensureDevice(hub, id)).toList();
        } catch (IOException | RuntimeException e) {
            hub.close();
            throw e;
        }
    }

    private static HubDevice ensureDevice(LocalHub hub, String id) {
        try {
            return hub.device(id);
        } catch (IllegalArgumentException unknown) {
            return hub.createDevice(id);
        }
    }

    private void announce(LocalHub hub, List<HubDevice> present, PrintWriter out) throws IOException {
        out.println("The local IoT Hub is running at " + hub.hostName() + ".");
        out.println("  Devices (MQTT over TLS)   " + address(hub, hub.ports().mqtt()));
        out.println("  Devices (AMQP over TLS)   " + address(hub, hub.ports().amqp()));
        out.println("  Back ends (HTTPS)         " + hub.hostName() + ":"
                + hub.ports().https());
        out.println("  Certificate to trust      " + hub.caCertificate());
        out.println("  Provisioning, id scope    " + hub.enrollments().idScope());
        out.println("  Device identities         "
                + (present.isEmpty()
                        ? "none"
                        : present.stream().map(HubDevice::deviceId).collect(Collectors.joining(", "))));
        hub.web().ifPresent(link -> out.println("  Page                      " + link));
        if (httpsPort == null && !hub.httpsOnStandardPort()) {
            out.println("Port 443 of " + hub.hostName()
                    + " cannot be bound: it requires root, or another program uses it. Back "
                    + "ends with connection strings can use no other port; see docs/local-hub.md for what to do.");
        }
        if (info == null) {
            out.println("Back-end connection string: " + hub.ownerConnectionString());
            out.println("Event Hubs connection string: " + hub.eventHubConnectionString());
            present.forEach(device -> out.println("Device connection string: " + device.connectionString()));
        } else {
            HubInfo.write(info, hub, present);
            out.println("Connection strings and all of the above: " + info);
        }
        out.println("Stop it with Ctrl+C.");
        out.flush();
    }

    private static String address(LocalHub hub, int port) {
        return port == 0 ? "not served" : hub.hostName() + ":" + port;
    }

    private void stop(LocalHub hub, PrintWriter out, CountDownLatch stopped) {
        try {
            if (info != null) {
                Files.deleteIfExists(info);
            }
            hub.close();
            out.println("The local IoT Hub has stopped.");
        } catch (IOException | RuntimeException e) {
            spec.commandLine().getErr().println("The hub did not stop cleanly: " + reasons(e));
        } finally {
            out.flush();
            stopped.countDown();
        }
    }

    private void makeWayForInfo() throws IOException {
        if (info == null) {
            return;
        }
        Path directory = info.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new IllegalArgumentException("--info is " + info + ", but there is no directory " + directory + ".");
        }
        HubInfo.removeOld(info);
    }

    private static String reasons(Throwable failure) {
        StringBuilder reasons = new StringBuilder(String.valueOf(failure.getMessage()));
        Throwable last = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            reasons.append(" (").append(cause.getMessage()).append(')');
            last = cause;
        }
        boolean saysWhatToDo = reasons.indexOf("--host") >= 0;
        return last instanceof BindException && !saysWhatToDo
                ? reasons.append(". Choose another address of this machine with --host, such as 127.0.0.2, or end what "
                                + "listens there.")
                        .toString()
                : reasons.toString();
    }
}
