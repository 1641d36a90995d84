package io.deckhand.core;

import io.deckhand.Delivery;
import io.deckhand.DeviceAgent;
import io.deckhand.Transport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** A device in a process of its own, whose heap is smaller than its backlog. */
final class SmallHeapDevice {
    static final int BYTES = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private SmallHeapDevice() {}

    /** With {@code fill}, hands over so many messages without a connection, and halts once they are on disk; else sends all there are. */
    public static void main(String... arguments) {
        DeviceAgent agent = AgentBuilder.forConnectionString(arguments[1])
                .trustedCertificates(Path.of(arguments[2]))
                .transport(Transport.MQTT)
                .storeIn(StoreOptions.directory(Path.of(arguments[0])).bytes(1L << 30))
                .build();
        int messages = Integer.parseInt(arguments[4]);
        if (arguments[3].equals("fill")) {
            for (int i = 0; i < messages; i++) {
                agent.sendAsync(body(i));
            }
            say(agent.flush(PATIENCE, Delivery.KEPT), "kept " + agent.health().telemetryWaiting());
        }
        int waiting = agent.health().telemetryWaiting();
        agent.start(Agents.SOON);
        say(agent.flush(PATIENCE), "sent " + waiting);
    }

    /** As by a power switch: nothing but what is on disk survives. */
    private static void say(boolean done, String what) {
        System.out.println(done ? what : "not in time");
        System.out.flush();
        Runtime.getRuntime().halt(done ? 0 : 1);
    }

    static byte[] body(int number) {
        return Arrays.copyOf((number + " ").getBytes(StandardCharsets.UTF_8), BYTES);
    }
}
