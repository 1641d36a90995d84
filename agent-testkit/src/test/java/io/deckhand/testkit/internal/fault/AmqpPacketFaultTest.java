package io.deckhand.testkit.internal.fault;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.device.twin.TwinCollection;
import io.deckhand.testkit.ActiveFault;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubFailure;
import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import io.deckhand.testkit.PacketFault;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.RawAmqp;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What {@link PacketFaultTest} shows over MQTT, with the device SDK over AMQP. Each fault is for one device, as the tests are. */
@LocalHubTest
@ResourceLock("the hub of AmqpPacketFaultTest")
class AmqpPacketFaultTest {
    private static final Duration LATE = ofMillis(400);

    private final LocalHub hub;
    private final HubDevice device;
    private DeviceClient client;

    AmqpPacketFaultTest(LocalHub hub, HubDevice device) {
        this.hub = hub;
        this.device = device;
    }

    @BeforeEach
    void makeClient() {
        client = HubFixture.client(hub, device.connectionString(), IotHubClientProtocol.AMQPS);
    }

    @AfterEach
    void close() {
        hub.faults().clear();
        client.close();
    }

    @Test
    void aMessageWhoseAcknowledgementIsLostIsThereButNeverSent() throws Exception {
        client.open(false);
        ActiveFault lost = inject(PacketFault.drop(HubPacket.PUBACK).times(1));
        CompletableFuture<IotHubClientException> told = new CompletableFuture<>();

        client.sendEventAsync(new Message("unheard"), (sent, failure, context) -> told.complete(failure), null);
        await().until(() -> lost.strikes() == 1);
        client.sendEvent(new Message("heard"));

        assertThat(bodies()).containsExactly("unheard", "heard");
        assertThat(told).isNotDone();
        client.close();
        assertThat(told.get()).isNotNull();
    }

    @Test
    void whoIsDisabledBeforeItsLinkIsAnsweredIsNotLetIn() throws Exception {
        ActiveFault late = inject(PacketFault.delay(HubPacket.SUBACK, Duration.ofSeconds(2)));
        CompletableFuture<IotHubClientException> opening = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(IotHubClientException.class, () -> client.open(false)));
        await().until(() -> late.strikes() > 0);

        device.disable();

        assertThat(opening.get()).isNotNull();
        await().until(() -> !device.isConnected());
    }

    @Test
    void overAWebSocketAnAcknowledgementIsLostToo() throws Exception {
        assumeTrue(hub.httpsOnStandardPort(), "the device SDK knows no other port for WebSockets");
        client.close();
        client = HubFixture.client(hub, device.connectionString(), IotHubClientProtocol.AMQPS_WS);

        aMessageWhoseAcknowledgementIsLostIsThereButNeverSent();
    }

    @Test
    void anAcknowledgementComesLateOrTwice() throws Exception {
        client.open(false);
        inject(PacketFault.delay(HubPacket.PUBACK, LATE).times(1));
        long start = System.nanoTime();
        client.sendEvent(new Message("late"));
        assertThat(since(start)).isGreaterThanOrEqualTo(LATE);

        ActiveFault twice = inject(PacketFault.duplicate(HubPacket.PUBACK));
        for (int i = 0; i < 3; i++) {
            client.sendEvent(new Message("twice"));
        }
        assertThat(twice.strikes()).isEqualTo(3);
        assertThat(bodies()).containsExactly("late", "twice", "twice", "twice");
    }

    @Test
    void theConnectionIsCutWhereAnAcknowledgementWouldHaveCome() throws Exception {
        client.open(false);
        inject(PacketFault.cut(HubPacket.PUBACK).after(2));

        client.sendEvent(new Message("1"));
        client.sendEvent(new Message("2"));

        assertThatThrownBy(() -> client.sendEvent(new Message("3"))).isInstanceOf(IotHubClientException.class);
        await().until(() -> !device.isConnected());
        assertThat(bodies()).containsExactly("1", "2", "3");
    }

    @Test
    void theAnswerToATokenComesLateTwiceOrCutsTheConnection() throws Exception {
        inject(PacketFault.cut(HubPacket.CONNACK).times(1));
        assertThatThrownBy(() -> client.open(false)).isInstanceOf(IotHubClientException.class);
        await().until(() -> !device.isConnected());
        client.close();

        inject(PacketFault.delay(HubPacket.CONNACK, LATE).times(1));
        long start = System.nanoTime();
        client.open(false);
        assertThat(since(start)).isGreaterThanOrEqualTo(LATE);
        client.close();

        ActiveFault twice = inject(PacketFault.duplicate(HubPacket.CONNACK));
        client.open(false);
        client.sendEvent(new Message("here"));
        assertThat(twice.strikes()).isEqualTo(1);
        assertThat(hub.faults().connects(device)).isEqualTo(3);
    }

    @Test
    void aLateAnswerToALinkHoldsUpWhatComesOverIt() throws Exception {
        inject(PacketFault.delay(HubPacket.SUBACK, LATE));
        long start = System.nanoTime();

        client.open(false);
        assertThat(since(start)).as("telemetry has a link of its own").isGreaterThanOrEqualTo(LATE);
        client.sendEvent(new Message("here"));
        answerMethods();

        assertThat(device.invokeAsync("m", "1", Duration.ofSeconds(30), Duration.ofSeconds(30))
                        .get()
                        .status())
                .isEqualTo(201);
        assertThat(since(start)).isGreaterThanOrEqualTo(LATE.multipliedBy(2));
    }

    @Test
    void withoutAnAnswerToALinkNothingComesOverIt() throws Exception {
        client.open(false);
        ActiveFault lost = inject(PacketFault.drop(HubPacket.SUBACK));
        CompletableFuture<?> subscribed = new CompletableFuture<>();

        client.subscribeToMethodsAsync(
                (name, payload, context) -> new DirectMethodResponse(201, payload.getPayloadAsJsonElement()),
                null,
                (failure, context) -> subscribed.complete(null),
                null);
        await().until(() -> lost.strikes() == 2);

        assertThatThrownBy(() -> device.invoke("m", "1")).hasMessageContaining("404103");
        client.sendEvent(new Message("the connection is there"));
    }

    @Test
    void aLinkIsOpenedOnceOnly() throws Exception {
        ActiveFault impossible = inject(PacketFault.duplicate(HubPacket.SUBACK));

        client.open(false);
        client.sendEvent(new Message("here"));

        assertThat(impossible.strikes()).isZero();
    }

    @Test
    void desiredChangesComeThoughTheAnswerToTheWishIsLost() throws Exception {
        List<Integer> versions = new CopyOnWriteArrayList<>();
        client.open(false);
        // The answers to both links of the twin pass.
        ActiveFault lost = inject(PacketFault.drop(HubPacket.SUBACK).after(2));

        client.subscribeToDesiredPropertiesAsync(
                (twin, context) -> versions.add(twin.getDesiredProperties().getVersion()),
                null,
                (failure, context) -> {},
                null);
        await().until(() -> lost.strikes() == 1);
        device.patchDesired("{\"t\":21}");

        await().until(() -> versions.contains(2));
    }

    @Test
    void aTwinAnswerIsLostLateOrThereTwice() throws Exception {
        client.open(false);
        client.subscribeToDesiredProperties((twin, context) -> {}, null);
        TwinCollection report = new TwinCollection();
        report.put("on", true);
        ActiveFault lost = inject(PacketFault.drop(HubPacket.TWIN_RESPONSE).times(1));

        assertThatThrownBy(() -> client.updateReportedProperties(report, 500))
                .isInstanceOf(IotHubClientException.class);
        await().untilAsserted(() -> assertThat(lost.strikes()).isEqualTo(1)); // the client may give up first
        assertThat(device.reported()).contains("\"on\":true");

        inject(PacketFault.delay(HubPacket.TWIN_RESPONSE, LATE));
        long start = System.nanoTime();
        HubFixture.answered(() -> client.getTwin(HubFixture.ANSWER_MILLIS));
        assertThat(since(start)).isGreaterThanOrEqualTo(LATE);
        hub.faults().clear();

        ActiveFault twice = inject(PacketFault.duplicate(HubPacket.TWIN_RESPONSE));
        HubFixture.answered(() -> client.getTwin(HubFixture.ANSWER_MILLIS));
        HubFixture.answered(() -> client.getTwin(HubFixture.ANSWER_MILLIS));
        assertThat(twice.strikes()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aMethodAnswerIsLostLateOrThereTwice() throws Exception {
        client.open(false);
        answerMethods();

        inject(PacketFault.drop(HubPacket.METHOD_ANSWER).times(1));
        CompletableFuture<MethodResult> lost = device.invokeAsync("m", "1", Duration.ofSeconds(1), Duration.ZERO);
        assertThat(catchThrowableOfType(HubFailure.class, () -> joined(lost)).errorCode())
                .isEqualTo(504_101);

        inject(PacketFault.delay(HubPacket.METHOD_ANSWER, LATE).times(1));
        long start = System.nanoTime();
        assertThat(device.invoke("m", "2").payload()).isEqualTo("2");
        assertThat(since(start)).isGreaterThanOrEqualTo(LATE);

        ActiveFault twice = inject(PacketFault.duplicate(HubPacket.METHOD_ANSWER));
        assertThat(device.invoke("m", "3").payload()).isEqualTo("3");
        assertThat(device.invoke("m", "4").payload()).isEqualTo("4");
        assertThat(twice.strikes()).isEqualTo(2);
    }

    @Test
    void aMethodCallIsLostLateOrThereTwice() throws Exception {
        client.open(false);
        List<String> calls = answerMethods();

        inject(PacketFault.drop(HubPacket.METHOD_CALL).times(1));
        CompletableFuture<MethodResult> lost = device.invokeAsync("m", "1", Duration.ofSeconds(1), Duration.ZERO);
        assertThat(catchThrowableOfType(HubFailure.class, () -> joined(lost)).errorCode())
                .isEqualTo(504_101);

        inject(PacketFault.delay(HubPacket.METHOD_CALL, LATE).times(1));
        long start = System.nanoTime();
        assertThat(device.invoke("m", "2").payload()).isEqualTo("2");
        assertThat(since(start)).isGreaterThanOrEqualTo(LATE);

        inject(PacketFault.duplicate(HubPacket.METHOD_CALL).times(1));
        assertThat(device.invoke("m", "3").payload()).isEqualTo("3");
        await().untilAsserted(() -> assertThat(calls).containsExactly("2", "3", "3"));

        inject(PacketFault.cut(HubPacket.METHOD_CALL));
        CompletableFuture<MethodResult> cut = device.invokeAsync("m", "4", Duration.ofSeconds(20), Duration.ZERO);
        assertThat(catchThrowableOfType(HubFailure.class, () -> joined(cut)).errorCode())
                .as("the device went while its answer was awaited")
                .isEqualTo(404_104);
        await().until(() -> !device.isConnected());
    }

    @Test
    void aCloudMessageIsThereTwiceOrLostUntilTheNextConnection() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        client.setMessageCallback(
                (message, context) -> {
                    seen.add(new String(message.getBytes(), Message.DEFAULT_IOTHUB_MESSAGE_CHARSET));
                    return IotHubMessageResult.COMPLETE;
                },
                null);
        client.open(false);

        inject(PacketFault.duplicate(HubPacket.CLOUD_MESSAGE).times(1));
        device.sendCloudToDevice(CloudToDeviceMessage.of("twice"));
        await().untilAsserted(() -> assertThat(seen).containsExactly("twice", "twice"));
        await().until(() -> device.pendingCloudToDevice() == 0);

        inject(PacketFault.drop(HubPacket.CLOUD_MESSAGE).times(1));
        device.sendCloudToDevice(CloudToDeviceMessage.of("lost"));
        device.sendCloudToDevice(CloudToDeviceMessage.of("next"));
        await().until(() -> seen.contains("next"));
        await().until(() -> device.pendingCloudToDevice() == 1);
        client.close();
        client.open(false);

        await().until(() -> device.pendingCloudToDevice() == 0);
        assertThat(seen).containsExactly("twice", "twice", "next", "lost");
    }

    /** What an SDK waits for too long to be tried with one. */
    @Test
    void aLostAnswerToTheFirstLinkLeavesTheDeviceOutside() throws Exception {
        ActiveFault lost = inject(PacketFault.drop(HubPacket.CONNACK));
        try (RawAmqp raw = openRaw()) {
            raw.sender(events());
            raw.sender(events());

            Link answered = raw.await(event -> event.getType() == Event.Type.LINK_REMOTE_OPEN)
                    .getLink();

            assertThat(answered.getName()).isEqualTo("link1");
            assertThat(lost.strikes()).isEqualTo(1);
        }
    }

    @Test
    void aDispositionThatComesTwiceIsSettledWithTheSecond() throws Exception {
        inject(PacketFault.duplicate(HubPacket.PUBACK));
        try (RawAmqp raw = openRaw()) {
            Sender sender = raw.sender(events());
            raw.await(event -> event.getType() == Event.Type.LINK_FLOW);
            org.apache.qpid.proton.message.Message message = Proton.message();
            message.setBody(new Data(new Binary(new byte[] {1})));

            raw.send(sender, message);

            Delivery first =
                    raw.await(event -> event.getType() == Event.Type.DELIVERY).getDelivery();
            assertThat(first.getRemoteState()).isEqualTo(Accepted.getInstance());
            assertThat(first.remotelySettled()).isFalse();
            Delivery second =
                    raw.await(event -> event.getType() == Event.Type.DELIVERY).getDelivery();
            assertThat(second.getRemoteState()).isEqualTo(Accepted.getInstance());
            assertThat(second.remotelySettled()).isTrue();
        }
    }

    /** {@return a client whose token came along as the password of SASL} */
    private RawAmqp openRaw() throws Exception {
        String resource = hub.hostName() + "/devices/" + device.deviceId();
        String token = PahoDevice.token(resource, PahoDevice.keyIn(device.connectionString()), "");
        return RawAmqp.openPlain(hub, device.deviceId(), token);
    }

    private String events() {
        return "/devices/" + device.deviceId() + "/messages/events";
    }

    private ActiveFault inject(PacketFault fault) {
        return hub.faults().inject(fault.of(device));
    }

    /** Lets the client answer methods with their payloads. {@return the payloads} */
    private List<String> answerMethods() throws Exception {
        List<String> payloads = new CopyOnWriteArrayList<>();
        client.subscribeToMethods(
                (name, payload, context) -> {
                    payloads.add(payload.getPayloadAsJsonString());
                    return new DirectMethodResponse(201, payload.getPayloadAsJsonElement());
                },
                null);
        return payloads;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static MethodResult joined(CompletableFuture<MethodResult> answer) throws Throwable {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private List<String> bodies() {
        return device.telemetry().stream().map(TelemetryMessage::text).toList();
    }
}
