package io.deckhand.core.internal.link.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mockStatic;

import io.deckhand.CloudMessage;
import io.deckhand.Disposition;
import io.deckhand.FailureCause;
import io.deckhand.Transport;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.HubLinkException;
import io.deckhand.core.internal.link.MethodAnswer;
import io.deckhand.core.internal.link.TelemetryMessage;
import io.deckhand.core.internal.link.Traffic;
import io.deckhand.testkit.CloudToDevice;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.MockedStatic;

/** What the agent relies on, whichever layer of the SDK a link reaches into. */
@LocalHubTest
class HubLinkContractTest {
    /** Both layers, over the wires that differ: what goes over a WebSocket is the same inside. */
    private enum Way {
        BASE_MQTT(SdkLayer.BASE, Transport.MQTT),
        FAST_MQTT(SdkLayer.FAST, Transport.MQTT),
        BASE_AMQPS(SdkLayer.BASE, Transport.AMQPS),
        FAST_AMQPS(SdkLayer.FAST, Transport.AMQPS);

        final SdkLayer layer;
        final Transport transport;

        Way(SdkLayer layer, Transport transport) {
            this.layer = layer;
            this.transport = transport;
        }
    }

    /** A link and what happened on it. */
    private static final class Line implements AutoCloseable {
        final List<HubEvent> events = new CopyOnWriteArrayList<>();
        final HubLink link;

        Line(LocalHub hub, HubDevice device, Way way) throws HubLinkException {
            this(settings(hub, device, way));
        }

        Line(LinkSettings settings) throws HubLinkException {
            link = new SdkHubLink(settings, new Traffic(), events::add);
            try {
                link.open();
            } catch (HubLinkException e) {
                link.close();
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
            link.close();
        }
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
                ConnectionString.parse(device.connectionString()),
                way.transport,
                hub.sslContext(),
                null,
                keepAlive,
                tokenLifetime,
                way.layer);
    }

    private static void awaitThat(Callable<Boolean> condition) {
        await().until(condition);
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
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

    @Test
    void whereTheSdkIsNotAsExpectedTheBaseServes(LocalHub hub, HubDevice device) throws Exception {
        try (MockedStatic<SdkInternals> missing = mockStatic(SdkInternals.class)) {
            missing.when(() -> SdkInternals.use(any(), any())).thenThrow(new NoSuchFieldException("deviceIO"));
            try (Line line = new Line(hub, device, Way.FAST_MQTT)) {
                line.await(HubEvent.TwinRead.class);
                assertThat(line.link.telemetryWindow()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
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
    @EnumSource(Way.class)
    void aCallThatWaitedForTheDeviceIsAnsweredHoweverEarlyItArrives(Way way, LocalHub hub, HubDevice device)
            throws Exception {
        new Line(hub, device, way).close();
        await().until(() -> !device.isConnected());
        CompletableFuture<MethodResult> result =
                device.invokeAsync("ping", "null", Duration.ofSeconds(20), Duration.ofSeconds(20));
        HubLink link = new SdkHubLink(settings(hub, device, way), new Traffic(), event -> {
            if (event instanceof HubEvent.MethodCall call) {
                call.link().answer(call, new MethodAnswer(200, json("1")));
            }
        });
        try {
            link.open();
            assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo(new MethodResult(200, "1"));
        } finally {
            link.close();
        }
    }

    /** On the base layer the SDK itself loses acknowledgements that come too early: there the time limit helps. */
    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"FAST_MQTT", "FAST_AMQPS"})
    void everyAnswerIsAcknowledgedHoweverEarlyTheHubDoesIt(Way way) throws Exception {
        try (LocalHub hub = LocalHub.builder().acknowledgeAfter(Duration.ZERO).start()) {
            HubDevice device = hub.createDevice("acknowledged-at-once");
            AtomicInteger acknowledged = new AtomicInteger();
            SdkHubLink link = new SdkHubLink(settings(hub, device, way), new Traffic(), event -> {
                if (event instanceof HubEvent.MethodCall call) {
                    CompletableFuture.runAsync(() -> call.link()
                            .answer(call, new MethodAnswer(200, json("1")))
                            .thenRun(acknowledged::incrementAndGet));
                }
            });
            try {
                link.open();
                for (int i = 0; i < 300; i++) {
                    assertThat(device.invoke("ping", "null").status()).isEqualTo(200);
                }
                await().untilAsserted(() -> assertThat(acknowledged).hasValue(300));
            } finally {
                link.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
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
    @EnumSource(Way.class)
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
    @EnumSource(Way.class)
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
    @EnumSource(
            value = Way.class,
            names = {"BASE_MQTT", "FAST_MQTT"})
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
                return new Line(settings(hub, device, way, Duration.ofSeconds(60), Duration.ofSeconds(seconds)));
            } catch (HubLinkException e) {
                if (seconds >= 40) {
                    throw e;
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
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
    @EnumSource(Way.class)
    void aMessageArrivesWithItsProperties(Way way, LocalHub hub, HubDevice device) throws Exception {
        try (Line line = new Line(hub, device, way)) {
            device.sendCloudToDevice(new CloudToDevice(
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
    @EnumSource(
            value = Way.class,
            names = {"FAST_MQTT", "FAST_AMQPS"})
    void aMessageIsSettledWhenItIsHandledAndNotBefore(Way way, LocalHub hub, HubDevice device) throws Exception {
        device.sendCloudToDevice(CloudToDevice.of("once more"));
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
    @EnumSource(Way.class)
    void aHubThatNeverAnswersTheTlsHandshakeIsGivenUp(Way way) {
        try (LocalHub hub = LocalHub.start()) {
            HubDevice device = hub.createDevice("unanswered-" + way);
            hub.faults().leaveConnectionsUnanswered();
            FailureCause cause =
                    way.transport == Transport.MQTT ? FailureCause.TIMED_OUT : FailureCause.CONNECTION_LOST;
            givesUpWithinTheLimit(link(hub, device, way), cause);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"BASE_MQTT", "FAST_MQTT"})
    void aHubThatNeverAnswersTheConnectPacketIsGivenUp(Way way, LocalHub hub, HubDevice device) {
        hub.faults().inject(PacketFault.drop(HubPacket.CONNACK).of(device));
        givesUpWithinTheLimit(link(hub, device, way), FailureCause.TIMED_OUT);
    }

    private static HubLink link(LocalHub hub, HubDevice device, Way way) {
        return new SdkHubLink(settings(hub, device, way, Duration.ofSeconds(1)), new Traffic(), event -> {});
    }

    private static void givesUpWithinTheLimit(HubLink link, FailureCause cause) {
        try {
            assertThat(CompletableFuture.supplyAsync(() -> catchThrowable(link::open)))
                    .succeedsWithin(Duration.ofSeconds(15)) // the limit is 2 s, and the machine may be busy
                    .isInstanceOf(HubLinkException.class)
                    .extracting(thrown -> ((HubLinkException) thrown).failure().cause())
                    .isEqualTo(cause);
        } finally {
            link.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aLinkThatWasAbandonedBeforeItOpensNeverDoes(Way way, LocalHub hub, HubDevice device) {
        HubLink link = new SdkHubLink(settings(hub, device, way), new Traffic(), event -> {});
        link.abandon(new IOException("not wanted any more"));
        assertThatThrownBy(link::open).isInstanceOf(HubLinkException.class).hasRootCauseMessage("not wanted any more");
        assertThat(hub.faults().connects(device)).isZero();
        link.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
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
