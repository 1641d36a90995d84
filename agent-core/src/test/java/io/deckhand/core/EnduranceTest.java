package io.deckhand.core;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Transport;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing is left behind, however often connections come and go and whenever an agent is closed. */
@LocalHubTest
class EnduranceTest {
    private static final int EPOCHS = 30;

    /** A thousand with {@code -Pchaos}. */
    private static final int CYCLES = Integer.getInteger("deckhand.cycles", 40);

    /** As the Javadoc of close() says: a loaded machine takes longer than an idle one, not more than that. */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(20);

    static final class Handlers {
        @DirectMethod
        String ping() {
            return "pong";
        }

        @CloudToDevice
        void message(CloudMessage message) {}
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"MQTT", "AMQPS"})
    void thirtyConnectionsLeaveTheThreadsWhereTheyWere(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(transport, hub, device, new Handlers())
                .reconnect((attempt, cause) -> Duration.ZERO)
                .build()) {
            agent.start(Agents.SOON);
            agent.awaitCaughtUp(Agents.SOON);
            reconnect(agent, hub, device, 2); // what the first loss starts counts as there from the start
            long threads = threadsOf(device);
            for (int epoch = 3; epoch <= EPOCHS; epoch++) {
                reconnect(agent, hub, device, epoch);
            }
            await().untilAsserted(() -> assertThat(threadsOf(device)).isLessThanOrEqualTo(threads));
        }
        await().untilAsserted(() -> assertThat(threadsOf(device)).isZero());
    }

    private static void reconnect(DeviceAgent agent, LocalHub hub, HubDevice device, int connects) {
        hub.faults().cut(device);
        // The last ones wait for the minute of the first to pass: no more than 30 attempts in any minute.
        await().atMost(Duration.ofSeconds(90))
                .until(() ->
                        agent.health().connects() >= connects && agent.health().caughtUp());
    }

    private static long threadsOf(HubDevice device) {
        Thread test = Thread.currentThread();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread != test && thread.isAlive() && thread.getName().contains(device.deviceId()))
                .count();
    }

    @Test
    @Tag("endurance")
    @Timeout(value = 1, unit = HOURS)
    void anAgentClosesAtAnyMoment(LocalHub hub, HubDevice device) throws Exception {
        long seed = Long.getLong("deckhand.seed", 20261121);
        Random random = new Random(seed);
        List<Transport> transports = TestedLink.transports().toList();
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
        try {
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                Transport transport = transports.get(random.nextBoolean() ? 0 : 1);
                DeviceAgent agent =
                        Agents.builder(transport, hub, device, new Handlers()).build();
                agent.startAsync();
                agent.sendAsync("under way", Map.of());
                long moment = random.nextInt(400_000);
                // Two at once: closing twice is as good as once.
                CompletableFuture<Long> one = new CompletableFuture<>();
                CompletableFuture<Long> other = new CompletableFuture<>();
                timer.schedule(() -> close(agent, one), moment, MICROSECONDS);
                timer.schedule(() -> close(agent, other), moment, MICROSECONDS);
                long longest = Math.max(one.get(), other.get());
                assertThat(Duration.ofNanos(longest))
                        .as("cycle %d of seed %d over %s, closed after %d us", cycle, seed, transport, moment)
                        .isLessThan(LONGEST_CLOSE);
            }
        } finally {
            timer.shutdown();
        }
        await().atMost(Agents.SOON)
                .untilAsserted(() -> assertThat(threadsOf(device))
                        .as("threads of %s", device.deviceId())
                        .isZero());
    }

    private static void close(DeviceAgent agent, CompletableFuture<Long> took) {
        long begun = System.nanoTime();
        try {
            agent.close();
            took.complete(System.nanoTime() - begun);
        } catch (RuntimeException | Error e) {
            took.completeExceptionally(e);
        }
    }
}
