package io.deckhand.testkit.internal.cli;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A hub in this JVM with an info file, and commands for it as they are typed. */
final class CommandLineHub implements AutoCloseable {
    private final Path directory;
    private final LocalHub hub = LocalHub.builder().httpsPort(0).start();

    /** What a command said. */
    record Said(int exitCode, String output, String errors) {
        List<String> lines() {
            return output.lines().toList();
        }
    }

    CommandLineHub(Path directory) throws IOException {
        this.directory = directory;
        HubInfo.write(info(), hub, List.of());
    }

    LocalHub hub() {
        return hub;
    }

    /** Runs a command for this hub and waits until it has ended. */
    Said run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--info", info().toString()));
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int code = HubCommand.commandLine()
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(all.toArray(String[]::new));
        return new Said(code, output.toString(), errors.toString());
    }

    DeviceClient connect(HubDevice device) throws IotHubClientException {
        DeviceClient client = client(device);
        client.open(false);
        return client;
    }

    /** {@return a client that is not connected yet} */
    DeviceClient client(HubDevice device) {
        ClientOptions options =
                ClientOptions.builder().sslContext(hub.sslContext()).build();
        DeviceClient client = new DeviceClient(device.connectionString(), IotHubClientProtocol.MQTT, options);
        client.setRetryPolicy(new NoRetry());
        return client;
    }

    Path info() {
        return directory.resolve("hub.json");
    }

    @Override
    public void close() {
        hub.close();
    }
}
