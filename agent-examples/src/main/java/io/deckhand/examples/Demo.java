package io.deckhand.examples;

import com.microsoft.azure.sdk.iot.service.methods.DirectMethodResponse;
import io.deckhand.DeviceAgent;
import io.deckhand.core.AgentBuilder;
import io.deckhand.testkit.LocalHub;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A local hub, a device and a back end in one go: the back end calls the device's {@code rebootDevice}, and reads in its twin
 * when it rebooted. They meet only over the network: real sockets, TLS, MQTT and REST, and the unmodified SDKs of Azure.
 */
public final class Demo {
    private static final String DEVICE = "my-device";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PrintStream out;

    Demo(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs the demo. Ends the JVM with exit code 1, and the reason on the error stream, if anything does not go as it says.
     *
     * @param args none
     */
    public static void main(String... args) {
        try {
            new Demo(System.out).run();
        } catch (Exception e) {
            System.err.println("Demo failed: " + e.getMessage());
            System.exit(1);
        }
    }

    void run() throws Exception {
        Logger.getLogger("org.eclipse.paho").setLevel(Level.OFF); // it prints stack traces of its own
        say("Deckhand demo: a device, a back end and an IoT Hub, all on this machine.");
        say("");
        say("1. Starting a local IoT Hub");
        try (LocalHub hub = LocalHub.start()) {
            describe(hub);
            BackEnd backEnd = BackEnd.of(hub);
            say("");
            say("2. The back end creates the device identity '" + DEVICE + "'");
            String connectionString = backEnd.createDevice(DEVICE);
            say("");
            say("3. The device connects over MQTT and TLS");
            try (DeviceAgent agent = AgentBuilder.forConnectionString(connectionString)
                    .trust(hub.sslContext())
                    .handlers(new RebootDevice(this::reboot))
                    .build()) {
                agent.start(PATIENCE);
                say("   Device '" + agent.deviceId() + "' is connected; it answers "
                        + agent.methods().names());
                callAndWatch(backEnd);
            }
            say("");
            say("6. Device and hub are closed");
        }
        say("");
        say("Demo finished");
    }

    private void describe(LocalHub hub) {
        say("   It listens on " + hub.hostName() + ": MQTT on port "
                + hub.ports().mqtt() + ", REST on port " + hub.ports().https());
        if (!hub.httpsOnStandardPort()) {
            say("   (Port 443 needs a privilege that this user does not have, so REST has another port.)");
        }
    }

    private void callAndWatch(BackEnd backEnd) throws Exception {
        say("");
        say("4. The back end calls direct method 'rebootDevice'");
        DirectMethodResponse response = backEnd.call(DEVICE, "rebootDevice");
        say("Response status          : " + response.getStatus());
        say("Response payload         : " + response.getPayloadAsJsonElement());
        if (response.getStatus() != 200) {
            throw new IllegalStateException("The device answered with status " + response.getStatus());
        }
        say("");
        say("5. The back end reads the device twin until the device reports its reboot");
        Instant reboot = backEnd.awaitReboot(DEVICE, PATIENCE);
        say("Last reboot time: " + reboot);
    }

    private void reboot() {
        say("   (device) The hub has the answer. Rebooting ... done.");
    }

    private synchronized void say(String line) {
        out.println(line);
    }
}
