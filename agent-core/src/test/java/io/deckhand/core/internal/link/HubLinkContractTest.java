package io.deckhand.core.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.deckhand.CloudMessage;
import io.deckhand.Disposition;
import io.deckhand.FailureCause;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import io.deckhand.testkit.PacketFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the agent relies on, whatever client a link is made of. */
@LocalHubTest
class HubLinkContractTest {
    /** Each with the wires that differ. */
    static Stream<Way> ways() {
        return Way.all();
    }

    static Stream<Way> directWays() {
        return ways().filter(Way::isDirect);
    }

    static Stream<Way> mqttWays() {
        return ways().filter(Way::isMqtt);
    }

    private static final Executor BLOCKING = task -> new Thread(task, "link").start();

    /** A link and what happened on it. */
    private static final class Line implements AutoCloseable {
        final List<HubEvent> events = new CopyOnWriteArrayList<>();
        final HubLink link;

        Line(LocalHub hub, HubDevice device, Way way) throws HubLinkException {
            this(way, settings(hub, device, way));
        }

        Line(Way way, LinkSettings settings) throws HubLinkException {
            link = way.link(settings, events::add);
            try {
                open(link);
            } catch (HubLinkException e) {
                close();
                throw e;
            }
        }

        <T extends HubEvent> T await(Class<T> type) {
            awaitThat(() -> events.stream().anyMatch(type::isInstance));
            return events.stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {
            HubLinkContractTest.close(link);
        }
    }

    private static void open(HubLink link) throws HubLinkException {
        try {
            link.open(BLOCKING).toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof HubLinkException failed) {
                throw failed;
            }
            throw e;
        }
    }

    private static void close(HubLink link) {
        link.close(BLOCKING).toCompletableFuture().join();
    }

    private static LinkSettings settings(LocalHub hub, HubDevice device, Way way) {
        return settings(hub, device, way, Duration.ofSeconds(60));
    }

    private static LinkSettings settings(LocalHub hub, HubDevice device, Way way, Duration keepAlive) {
        return settings(hub, device, way, keepAlive, Duration.ofHours(1));
    }

    private static LinkSettings settings(
            LocalHub hub, HubDevice device, Way way, Duration keepAlive, Duration tokenLifetime) {
        return new LinkSettings(
                Logins.of(device.connectionString(), hub.sslContext(), tokenLifetime),
                way.transport(),
                null,
                keepAlive);
    }

    private static void awaitThat(Callable<Boolean> condition) {
        await().until(condition);
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void openingReadsTheTwin(Way way, LocalHub hub, HubDevice device) throws Exception {
        device.patchDesired("{\"a\":12345678901}");
        try (Line line = new Line(hub, device, way)) {
            assertThat(new String(line.await(HubEvent.TwinRead.class).document(), StandardCharsets.UTF_8))
                    .contains("\"a\":12345678901");
            device.patchDesired("{\"a\":2}");
            assertThat(new String(line.await(HubEvent.DesiredPatch.class).patch(), StandardCharsets.UTF_8))
                    .contains("\"a\":2", "$version");
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aCallIsAnsweredLaterAndFromAnyThread(Way way, LocalHub hub, HubDevice device) throws Exception {
        try (Line line = new Line(hub, device, way)) {
            CompletableFuture<MethodResult> result =
                    device.invokeAsync("ping", "{\"n\":1.0}", Duration.ofSeconds(20), Duration.ZERO);
            HubEvent.MethodCall call = line.await(HubEvent.MethodCall.class);
            assertThat(call.request().payload()).isEqualTo("{\"n\":1.0}");
            CompletableFuture<Void> acknowledged = line.link
                    .answer(call, new MethodAnswer(202, json("\"later\"")))
                    .toCompletableFuture();
            assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo(new MethodResult(202, "\"later\""));
            assertThat(acknowledged).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    /** The hub remembers the session, and with it that the device takes methods: it calls before any subscription. */
    @ParameterizedTest
    @MethodSource("ways")
    void aCallThatWaitedForTheDeviceIsAnsweredHoweverEarlyItArrives(Way way, LocalHub hub, HubDevice device)
            throws Exception {
        new Line(hub, device, way).close();
        await().until(() -> !device.isConnected());
        CompletableFuture<MethodResult> result =
                device.invokeAsync("ping", "null", Duration.ofSeconds(20), Duration.ofSeconds(20));
        HubLink link = way.link(settings(hub, device, way), event -> {
            if (event instanceof HubEvent.MethodCall call) {
                call.link().answer(call, new MethodAnswer(200, json("1")));
            }
        });
        try {
            open(link);
            assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo(new MethodResult(200, "1"));
        } finally {
            close(link);
        }
    }

    /** On the base layer the SDK itself loses acknowledgements that come too early: there the time limit helps. */
    @ParameterizedTest
    @MethodSource("directWays")
    void everyAnswerIsAcknowledgedHoweverEarlyTheHubDoesIt(Way way) throws Exception {
        try (LocalHub hub = LocalHub.builder().acknowledgeAfter(Duration.ZERO).start()) {
            HubDevice device = hub.createDevice("acknowledged-at-once");
            AtomicInteger acknowledged = new AtomicInteger();
            HubLink link = way.link(settings(hub, device, way), event -> {
                if (event instanceof HubEvent.MethodCall call) {
                    CompletableFuture.runAsync(() -> call.link()
                            .answer(call, new MethodAnswer(200, json("1")))
                            .thenRun(acknowledged::incrementAndGet));
                }
            });
            try {
                open(link);
                for (int i = 0; i < 300; i++) {
                    assertThat(device.invoke("ping", "null").status()).isEqualTo(200);
                }
                await().untilAsserted(() -> assertThat(acknowledged).hasValue(300));
            } finally {
                close(link);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void telemetryAndReportsAreAcknowledged(Way way, LocalHub hub, HubDevice device) throws Exception {
        try (Line line = new Line(hub, device, way)) {
            assertThat(line.link
                            .send(new TelemetryMessage("id-1", json("x"), Map.of("p", "v"), null, null))
                            .toCompletableFuture())
                    .succeedsWithin(Duration.ofSeconds(20));
            assertThat(device.telemetry().get(0).systemProperties()).containsEntry("messageId", "id-1");
            assertThat(line.link.report(json("{\"r\":1}")).toCompletableFuture())
                    .succeedsWithin(Duration.ofSeconds(20));
            assertThat(device.reported()).contains("\"r\":1");
            assertThat(line.link.report(json("{\"a b\":1}")).toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("400");
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void telemetryArrivesInTheOrderSent(Way way, LocalHub hub, HubDevice device) throws Exception {
        List<String> sent = IntStream.range(0, 300).mapToObj(i -> "m" + i).toList();
        try (Line line = new Line(hub, device, way)) {
            Deque<CompletableFuture<Void>> underWay = new ArrayDeque<>();
            for (String text : sent) {
                if (underWay.size() == line.link.telemetryWindow()) {
                    underWay.remove().get(20, TimeUnit.SECONDS);
                }
                underWay.add(line.link
                        .send(new TelemetryMessage(text, json(text), Map.of(), null, null))
                        .toCompletableFuture());
            }
            assertThat(CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(Duration.ofSeconds(20));
            assertThat(device.telemetry())
                    .extracting(io.deckhand.testkit.TelemetryMessage::text)
                    .isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aCutIsReportedOnceAndFailsWhatWaits(Way way, LocalHub hub, HubDevice device) throws Exception {
        try (Line line = new Line(hub, device, way)) {
            hub.faults().cut(device);
            line.await(HubEvent.LinkLost.class);
            assertThat(line.link.report(json("{\"r\":1}")).toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(20));
            assertThat(line.events)
                    .filteredOn(HubEvent.LinkLost.class::isInstance)
                    .hasSize(1);
        }
    }

    /** A device that slept while it should have connected anew. AMQP renews its token within the connection. */
    @ParameterizedTest
    @MethodSource("mqttWays")
    void aConnectionThatEndsWithItsTokenSaysSo(Way way, LocalHub hub, HubDevice device) throws Exception {
        try (Line line = openWithShortToken(hub, device, way)) {
            HubEvent.LinkLost lost = line.await(HubEvent.LinkLost.class);
            assertThat(lost.failure().cause()).isEqualTo(FailureCause.TOKEN_EXPIRED);
        }
    }

    /** A busy machine may take longer to connect than a short token lasts. */
    private static Line openWithShortToken(LocalHub hub, HubDevice device, Way way) throws HubLinkException {
        for (int seconds = 5; ; seconds *= 2) {
            try {
                return new Line(way, settings(hub, device, way, Duration.ofSeconds(60), Duration.ofSeconds(seconds)));
            } catch (HubLinkException e) {
                if (seconds >= 40) {
                    throw e;
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aLinkToASilentHubIsLetGoWithinASecond(Way way, LocalHub hub, HubDevice device) throws Exception {
        Line line = new Line(hub, device, way);
        hub.faults().silence(device);
        CompletableFuture<Void> unanswered = line.link.report(json("{\"r\":1}")).toCompletableFuture();
        CompletableFuture<Void> unsent = line.link
                .send(new TelemetryMessage("id-1", json("x"), Map.of(), null, null))
                .toCompletableFuture();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(line::close);
        assertThat(closed).succeedsWithin(Duration.ofSeconds(5)); // with room for a busy machine
        assertThat(unanswered).failsWithin(Duration.ofSeconds(5));
        assertThat(unsent).failsWithin(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aMessageArrivesWithItsProperties(Way way, LocalHub hub, HubDevice device) throws Exception {
        try (Line line = new Line(hub, device, way)) {
            device.sendCloudToDevice(new CloudToDeviceMessage(
                    "hello", Map.of("a", "1+1=2 & more"), "m-1", "c-1", "text/plain", "utf-8", Duration.ofMinutes(1)));
            HubEvent.MessageArrival arrival = line.await(HubEvent.MessageArrival.class);
            assertThat(arrival.message())
                    .isEqualTo(new CloudMessage(
                            json("hello"), Map.of("a", "1+1=2 & more"), "m-1", "c-1", "text/plain", "utf-8"));
            line.link.settle(arrival, Disposition.COMPLETE);
            await().until(() -> device.pendingCloudToDevice() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("directWays")
    void aMessageIsSettledWhenItIsHandledAndNotBefore(Way way, LocalHub hub, HubDevice device) throws Exception {
        device.sendCloudToDevice(CloudToDeviceMessage.of("once more"));
        HubEvent.MessageArrival first;
        try (Line line = new Line(hub, device, way)) {
            first = line.await(HubEvent.MessageArrival.class);
            device.invokeAsync("round-trip", "null", Duration.ofSeconds(5), Duration.ZERO);
            line.await(HubEvent.MethodCall.class);
            assertThat(device.pendingCloudToDevice()).isEqualTo(1);
        }
        first.link().settle(first, Disposition.COMPLETE); // its connection is gone: no effect, no exception
        try (Line line = new Line(hub, device, way)) {
            HubEvent.MessageArrival second = line.await(HubEvent.MessageArrival.class);
            assertThat(second.message().text()).isEqualTo("once more");
            line.link.settle(second, Disposition.COMPLETE);
            await().until(() -> device.pendingCloudToDevice() == 0);
        }
    }

    /** The SDK's own limit is half a minute and more. Proton breaks off by its own idle limit, and says only that it did. */
    @ParameterizedTest
    @MethodSource("ways")
    void aHubThatNeverAnswersTheTlsHandshakeIsGivenUp(Way way) {
        try (LocalHub hub = LocalHub.start()) {
            HubDevice device = hub.createDevice("unanswered-" + way);
            hub.faults().leaveConnectionsUnanswered();
            FailureCause cause = way.isMqtt() ? FailureCause.TIMED_OUT : FailureCause.CONNECTION_LOST;
            givesUpWithinTheLimit(link(hub, device, way), cause);
        }
    }

    @ParameterizedTest
    @MethodSource("mqttWays")
    void aHubThatNeverAnswersTheConnectPacketIsGivenUp(Way way, LocalHub hub, HubDevice device) {
        hub.faults().inject(PacketFault.drop(HubPacket.CONNACK).of(device));
        givesUpWithinTheLimit(link(hub, device, way), FailureCause.TIMED_OUT);
    }

    private static HubLink link(LocalHub hub, HubDevice device, Way way) {
        return way.link(settings(hub, device, way, Duration.ofSeconds(1)), event -> {});
    }

    private static void givesUpWithinTheLimit(HubLink link, FailureCause cause) {
        try {
            assertThat(CompletableFuture.supplyAsync(() -> catchThrowable(() -> open(link))))
                    .succeedsWithin(Duration.ofSeconds(15)) // the limit is 2 s, and the machine may be busy
                    .isInstanceOf(HubLinkException.class)
                    .extracting(thrown -> ((HubLinkException) thrown).failure().cause())
                    .isEqualTo(cause);
        } finally {
            close(link);
        }
    }

    /** All at the same time: on each line hardly anything moves. */
    @Test
    void aSlowLineIsNotADeadOne(LocalHub hub) {
        List<CompletableFuture<Void>> all = ways().filter(Way::followsBytes)
                .map(way -> CompletableFuture.runAsync(() -> new SlowTraffic(hub, way).passes(), BLOCKING))
                .toList();
        assertAll(all.stream().map(passes -> passes::join));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aLinkThatWasAbandonedBeforeItOpensNeverDoes(Way way, LocalHub hub, HubDevice device) {
        HubLink link = way.link(settings(hub, device, way), event -> {});
        link.abandon(new IOException("not wanted any more"));
        assertThatThrownBy(() -> open(link))
                .isInstanceOf(HubLinkException.class)
                .hasRootCauseMessage("not wanted any more");
        assertThat(hub.faults().connects(device)).isZero();
        close(link);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void refusedCredentialsSayWhy(Way way, LocalHub hub, HubDevice device) {
        device.disable();
        assertThatThrownBy(() -> new Line(hub, device, way).close())
                .isInstanceOf(HubLinkException.class)
                .hasMessageContaining(hub.hostName())
                .satisfies(thrown -> assertThat(
                                ((HubLinkException) thrown).failure().cause())
                        .isEqualTo(FailureCause.CREDENTIALS_REFUSED));
    }
}
