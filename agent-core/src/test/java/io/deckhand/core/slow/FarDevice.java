package io.deckhand.core.slow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.MethodResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The two programs of {@link SlowNetworkTest}, one at each end of a network: a hub, and a device with much to send. */
final class FarDevice {
    private static final int FAST = 10_000_000;
    private static final int ANSWER = 128_000;

    /** The hub allows 32 KB for each half of the twin; a text has 4 KB at most. */
    private static final int PROPERTIES = 10;

    private static final int PROPERTY = 3_000;

    private static final Duration AT_MOST = Duration.ofMinutes(9);

    private final Path directory;

    private FarDevice(Path directory) {
        this.directory = directory;
    }

    /** Arguments: which end, a directory for both, the hub's address, and what the end needs. */
    public static void main(String[] arguments) throws Exception {
        FarDevice run = new FarDevice(Path.of(arguments[1]));
        int messages = Integer.parseInt(arguments[4]);
        int bytes = Integer.parseInt(arguments[5]);
        if (arguments[0].equals("hub")) {
            run.hub(arguments[2], Duration.ofMillis(Long.parseLong(arguments[3])), messages, bytes);
        } else {
            run.device(
                    Transport.valueOf(arguments[2]), Duration.ofSeconds(Long.parseLong(arguments[3])), messages, bytes);
        }
        System.exit(0); // whatever still waits for the network
    }

    private void hub(String address, Duration delay, int messages, int bytes) throws Exception {
        try (LocalHub hub = LocalHub.start()) {
            HubDevice device = hub.createDevice("far");
            device.patchDesired(properties("d"));
            try (SlowLine line = SlowLine.at(address, hub, new SlowLine.Capacity(FAST, FAST, delay))) {
                tell("device", line.through(device.connectionString()));
                await().atMost(AT_MOST).until(() -> Files.exists(directory.resolve("started")));
                CompletableFuture<MethodResult> called =
                        device.invokeAsync("large", "null", Duration.ofMinutes(5), Duration.ZERO);
                await().atMost(AT_MOST)
                        .until(() -> called.isDone() && device.telemetry().size() >= messages && isReported(device));
                assertThat(called.join().payload()).hasSize(ANSWER);
                assertThat(device.telemetry()).hasSize(messages).allMatch(message -> message.body().length == bytes);
                tell("hub", "connections: " + hub.faults().connects(device));
                await().atMost(AT_MOST).until(() -> Files.exists(directory.resolve("done")));
            }
        }
    }

    private static boolean isReported(HubDevice device) {
        return device.reported().contains("r" + (PROPERTIES - 1));
    }

    /** A device's handlers. */
    private static final class Handlers {
        private volatile int desired;

        @DirectMethod
        String large() {
            return "a".repeat(ANSWER - 2);
        }

        @DesiredProperty("d9")
        void desired(String text) {
            desired = text.length();
        }
    }

    private void device(Transport transport, Duration keepAlive, int messages, int bytes) throws Exception {
        await().atMost(AT_MOST).until(() -> Files.exists(directory.resolve("device")));
        Handlers handlers = new Handlers();
        AgentBuilder builder = AgentBuilder.forConnectionString(Files.readString(directory.resolve("device")));
        try (DeviceAgent agent = Agents.over(transport, builder)
                .sslContext(SlowLine.trustingAnyName())
                .keepAlive(keepAlive)
                .operationTimeout(AT_MOST)
                .handlers(handlers)
                .build()) {
            agent.start(AT_MOST);
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < messages; i++) {
                all.add(agent.sendAsync(new byte[bytes], Map.of()).toCompletableFuture());
            }
            for (int i = 0; i < PROPERTIES; i++) {
                all.add(agent.reportAsync("r" + i, "x".repeat(PROPERTY)).toCompletableFuture());
            }
            tell("started", "");
            await().atMost(AT_MOST)
                    .until(() -> Files.exists(directory.resolve("hub"))
                            && all.stream().allMatch(CompletableFuture::isDone)
                            && handlers.desired == PROPERTY);
            assertThat(all).allMatch(sent -> !sent.isCompletedExceptionally());
            tell("done", "connections: " + agent.health().connects());
        }
    }

    private void tell(String file, String text) throws IOException {
        Path whole = Files.writeString(directory.resolve(file + ".tmp"), text);
        Files.move(whole, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String properties(String name) {
        return IntStream.range(0, PROPERTIES)
                .mapToObj(i -> '"' + name + i + "\":\"" + "x".repeat(PROPERTY) + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}
