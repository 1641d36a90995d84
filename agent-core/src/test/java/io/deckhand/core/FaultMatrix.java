package io.deckhand.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deckhand.ConnectionState;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.PacketFault;
import io.deckhand.testkit.TelemetryMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault that the test kit offers, over both wires: the agent names the cause, becomes whole without help, loses nothing and
 * repeats nothing but by its message id.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultMatrix {
    private static final Duration SOON = Duration.ofSeconds(40);

    /** More often no agent connects in that time. */
    private static final int MANY = 40;

    /** Proton sees the same in another way. */
    private static final Map<String, Set<FailureCause>> OVER_AMQP =
            Map.of("UNANSWERED", Set.of(FailureCause.CONNECTION_LOST));

    /** Over WebSockets as well. */
    private static final Set<String> MAIN = Set.of("CUT", "RESTARTED", "DISABLED");

    private final Transport direct;
    private final Transport webSocket;
    private final LocalHub hub = LocalHub.start();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    FaultMatrix(Transport direct, Transport webSocket) {
        this.direct = direct;
        this.webSocket = webSocket;
    }

    @AfterAll
    void stopHub() {
        threads.shutdownNow();
        hub.close();
    }

    /**
     * What a fault does, how it ends, and what the agent is to make of it.
     *
     * @param least how often the agent connects at least
     * @param most how often at most, where no time-out has a say in it
     */
    private record Fault(
            String name,
            BiConsumer<LocalHub, HubDevice> strikes,
            BiConsumer<LocalHub, HubDevice> ends,
            Set<FailureCause> causes,
            int least,
            int most) {
        Fault(
                String name,
                BiConsumer<LocalHub, HubDevice> strikes,
                BiConsumer<LocalHub, HubDevice> ends,
                Set<FailureCause> causes) {
            this(name, strikes, ends, causes, 2, MANY);
        }

        /** Cuts the connection where a packet would have come, twice, and that may befall one connection. */
        static Fault cutAt(HubPacket packet) {
            return new Fault(
                    "CUT_AT_" + packet,
                    (hub, device) -> {
                        inject(hub, device, PacketFault.cut(packet).times(2));
                        cut(hub, device);
                    },
                    FaultMatrix::nothing,
                    Set.of(FailureCause.CONNECTION_LOST),
                    3,
                    4);
        }

        /** Cuts the connection, and then a packet is missing on the next. */
        static Fault lost(HubPacket packet) {
            return new Fault(
                    packet + "_LOST",
                    (hub, device) -> {
                        inject(hub, device, PacketFault.drop(packet).times(1));
                        cut(hub, device);
                    },
                    FaultMatrix::nothing,
                    Set.of(FailureCause.TIMED_OUT),
                    3,
                    MANY);
        }

        /** The shortest there is, so that silence is noticed soon; where none is expected, none is to be mistaken for it. */
        Duration keepAlive() {
            return Duration.ofSeconds(most == MANY ? 5 : 60);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Fault> FAULTS = List.of(
            new Fault("CUT", FaultMatrix::cut, FaultMatrix::nothing, Set.of(FailureCause.CONNECTION_LOST), 2, 2),
            new Fault(
                    "STOLEN",
                    (hub, device) -> hub.faults().steal(device),
                    FaultMatrix::nothing,
                    Set.of(FailureCause.CONNECTION_LOST, FailureCause.ANOTHER_CLIENT)),
            new Fault(
                    "TOKEN_EXPIRED",
                    (hub, device) -> hub.faults().expireToken(device),
                    FaultMatrix::nothing,
                    Set.of(FailureCause.CONNECTION_LOST, FailureCause.CREDENTIALS_REFUSED)),
            new Fault(
                    "SESSION_FORGOTTEN",
                    (hub, device) -> {
                        hub.faults().forgetSessions();
                        cut(hub, device);
                    },
                    FaultMatrix::nothing,
                    Set.of(FailureCause.CONNECTION_LOST)),
            new Fault(
                    "RESTARTED",
                    (hub, device) -> hub.restart(),
                    FaultMatrix::nothing,
                    Set.of(
                            FailureCause.CONNECTION_LOST,
                            FailureCause.CONNECTION_REFUSED,
                            FailureCause.HUB_UNAVAILABLE,
                            FailureCause.TIMED_OUT)),
            new Fault(
                    "AWAY",
                    (hub, device) -> hub.stop(),
                    (hub, device) -> hub.startAgain(),
                    Set.of(FailureCause.CONNECTION_REFUSED)),
            new Fault(
                    "UNAVAILABLE",
                    (hub, device) -> {
                        hub.faults().refuseConnections(device, 3);
                        cut(hub, device);
                    },
                    (hub, device) -> hub.faults().clear(),
                    Set.of(FailureCause.HUB_UNAVAILABLE)),
            new Fault(
                    "UNAUTHORIZED",
                    (hub, device) -> {
                        hub.faults().refuseConnections(device, 5);
                        cut(hub, device);
                    },
                    (hub, device) -> hub.faults().clear(),
                    Set.of(FailureCause.CREDENTIALS_REFUSED)),
            new Fault(
                    "DISABLED",
                    (hub, device) -> device.disable(),
                    (hub, device) -> device.enable(),
                    Set.of(FailureCause.CREDENTIALS_REFUSED)),
            new Fault(
                    "UNANSWERED",
                    (hub, device) -> {
                        hub.faults().leaveConnectionsUnanswered();
                        cut(hub, device);
                    },
                    (hub, device) -> hub.faults().clear(),
                    Set.of(FailureCause.TIMED_OUT)),
            new Fault(
                    "HANDSHAKE_SLOW",
                    (hub, device) -> {
                        hub.faults().delayHandshakes(Duration.ofMillis(500));
                        cut(hub, device);
                    },
                    (hub, device) -> hub.faults().clear(),
                    Set.of(FailureCause.CONNECTION_LOST)),
            new Fault(
                    "THROTTLED",
                    (hub, device) -> {
                        hub.faults().refuseRequests(device, 429001);
                        cut(hub, device);
                    },
                    (hub, device) -> hub.faults().clear(),
                    Set.of(FailureCause.THROTTLED)),
            new Fault(
                    "QUOTA_EXCEEDED",
                    (hub, device) -> {
                        hub.faults().refuseRequests(device, 403002);
                        cut(hub, device);
                    },
                    (hub, device) -> hub.faults().clear(),
                    Set.of(FailureCause.QUOTA_EXCEEDED)),
            new Fault(
                    "HUB_ERROR",
                    (hub, device) -> {
                        hub.faults().refuseRequests(device, 500001);
                        cut(hub, device);
                    },
                    (hub, device) -> hub.faults().clear(),
                    Set.of(FailureCause.HUB_UNAVAILABLE)),
            Fault.cutAt(HubPacket.CONNACK),
            Fault.cutAt(HubPacket.SUBACK),
            Fault.cutAt(HubPacket.TWIN_RESPONSE),
            new Fault(
                    "CUT_AT_PUBACKS",
                    (hub, device) -> inject(
                            hub,
                            device,
                            PacketFault.cut(HubPacket.PUBACK).after(3).times(2)),
                    FaultMatrix::nothing,
                    Set.of(FailureCause.CONNECTION_LOST),
                    2,
                    3));

    /** What shows only by what does not come. */
    private static final List<Fault> SILENT_FAULTS = List.of(
            new Fault(
                    "HALF_OPEN",
                    (hub, device) -> hub.faults().silence(device),
                    FaultMatrix::nothing,
                    Set.of(FailureCause.TIMED_OUT, FailureCause.CONNECTION_LOST)),
            new Fault(
                    "PUBACKS_LOST",
                    (hub, device) -> inject(
                            hub, device, PacketFault.drop(HubPacket.PUBACK).times(2)),
                    FaultMatrix::nothing,
                    Set.of(FailureCause.TIMED_OUT)),
            Fault.lost(HubPacket.CONNACK),
            Fault.lost(HubPacket.SUBACK),
            Fault.lost(HubPacket.TWIN_RESPONSE));

    private static void inject(LocalHub hub, HubDevice device, PacketFault fault) {
        hub.faults().inject(fault.of(device));
    }

    private static void cut(LocalHub hub, HubDevice device) {
        hub.faults().cut(device);
    }

    private static void nothing(LocalHub hub, HubDevice device) {}

    static final class Handlers {
        final List<Integer> intervals = new CopyOnWriteArrayList<>();

        @DirectMethod
        String ping() {
            return "pong";
        }

        @DesiredProperty("interval")
        void interval(int value) {
            intervals.add(value);
        }
    }

    Stream<Arguments> matrix() {
        List<Arguments> cases = new ArrayList<>();
        for (Fault fault : FAULTS) {
            cases.add(Arguments.of(fault, direct));
            if (MAIN.contains(fault.name())) {
                cases.add(Arguments.of(fault, webSocket));
            }
        }
        return cases.stream();
    }

    @AfterEach
    void endFaults() {
        hub.faults().clear();
    }

    /** All at a time, as the time-outs take so long; each befalls one device. */
    @Test
    void theAgentNoticesWhatDoesNotCome() {
        List<CompletableFuture<Void>> runs = SILENT_FAULTS.stream()
                .map(fault ->
                        CompletableFuture.runAsync(() -> theAgentBecomesWholeAndLosesNothing(fault, direct), threads))
                .toList();

        assertAll(runs.stream().map(run -> run::join));
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("matrix")
    void theAgentBecomesWholeAndLosesNothing(Fault fault, Transport transport) {
        assumeTrue(
                !transport.isWebSocket() || hub.httpsOnStandardPort(),
                "the device SDK speaks WebSocket on port 443 only, which this user may not bind");
        Set<FailureCause> expected =
                direct == Transport.AMQPS ? OVER_AMQP.getOrDefault(fault.name(), fault.causes()) : fault.causes();
        HubDevice device = hub.createDevice(fault + "-" + transport);
        Handlers handlers = new Handlers();
        List<FailureCause> causes = new CopyOnWriteArrayList<>();
        ReconnectPolicy quick = ReconnectPolicy.exponential(Duration.ofMillis(100), Duration.ofSeconds(1));
        try (DeviceAgent agent = Agents.builder(transport, hub, device, handlers)
                .keepAlive(fault.keepAlive())
                .reconnect((attempt, cause) -> {
                    causes.add(cause);
                    return quick.delayBefore(attempt, cause);
                })
                .build()) {
            agent.start(SOON);
            agent.awaitCaughtUp(SOON);
            List<CompletableFuture<Void>> sent = new ArrayList<>();
            send(agent, 0, 20, sent);

            fault.strikes.accept(hub, device);
            send(agent, 20, 40, sent);
            await().atMost(SOON).until(() -> causes.stream().anyMatch(expected::contains));
            agent.reportAsync("during", fault.name());
            device.patchDesired("{\"interval\":7}");
            fault.ends.accept(hub, device);
            send(agent, 40, 60, sent);

            assertThat(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)))
                    .as("%s, causes %s", agent.health(), causes)
                    .succeedsWithin(SOON);
            agent.awaitCaughtUp(SOON);
            assertThat(causes).as("every cause of the outage").anyMatch(expected::contains);
            assertThat(agent.state()).isEqualTo(ConnectionState.CONNECTED);
            assertThat(device.invoke("ping", "null").status()).isEqualTo(200);
            await().until(() -> device.reported().contains(fault.name()));
            // Pushed, if the device was back already, or read with the twin: once either way.
            await().until(() -> !handlers.intervals.isEmpty());
            assertThat(handlers.intervals).containsExactly(7);
            assertThat(hub.faults().connects(device)).isBetween(fault.least(), fault.most());
            assertDelivered(device);
        }
    }

    private static void send(DeviceAgent agent, int from, int to, List<CompletableFuture<Void>> sent) {
        for (int i = from; i < to; i++) {
            sent.add(agent.sendAsync("m" + i, Map.of()).toCompletableFuture());
        }
    }

    /** Each of them, in order, and what is there twice has one id. */
    private static void assertDelivered(HubDevice device) {
        Map<String, String> idOfText = new HashMap<>();
        LinkedHashSet<String> firsts = new LinkedHashSet<>();
        for (TelemetryMessage message : device.telemetry()) {
            String id = message.systemProperties().get("messageId");
            assertThat(idOfText.computeIfAbsent(message.text(), text -> id))
                    .as("a repetition of %s", message.text())
                    .isEqualTo(id);
            firsts.add(message.text());
        }
        assertThat(firsts)
                .containsExactlyElementsOf(
                        IntStream.range(0, 60).mapToObj(i -> "m" + i).toList());
    }
}
