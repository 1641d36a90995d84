package io.deckhand.testkit.internal.fault;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

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
import io.deckhand.testkit.fixture.PahoDevice;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Packets that get lost, come late, come twice or cut the connection. Each fault is for one device, as the tests are. */
@LocalHubTest
@ResourceLock("the hub of PacketFaultTest")
class PacketFaultTest {
    private static final int CONNACK = 0x20;

    private final LocalHub hub;
    private final HubDevice device;
    private PahoDevice paho;

    PacketFaultTest(LocalHub hub, HubDevice device) {
        this.hub = hub;
        this.device = device;
    }

    @BeforeEach
    void connect() throws Exception {
        paho = PahoDevice.of(hub, device);
        paho.connect();
    }

    @AfterEach
    void close() throws Exception {
        hub.faults().clear();
        paho.close();
    }

    @Test
    void aMessageWhosePubackIsLostIsPublishedAgain() throws Exception {
        ActiveFault lost = hub.faults()
                .inject(PacketFault.drop(HubPacket.PUBACK).of(device).times(1));
        paho.client().setTimeToWait(300);

        assertThatThrownBy(() -> paho.publish(events(), "once", 1)).isInstanceOf(MqttException.class);
        hub.faults().cut(device);
        await().until(() -> !paho.client().isConnected());
        paho.client().setTimeToWait(10_000);
        paho.connect();

        await().untilAsserted(() -> assertThat(bodies()).containsExactly("once", "once"));
        assertThat(lost.strikes()).isEqualTo(1);
    }

    @Test
    void anAcknowledgementComesLate() throws Exception {
        hub.faults().inject(PacketFault.delay(HubPacket.PUBACK, ofMillis(400)).of(device));

        long start = System.nanoTime();
        paho.publish(events(), "late", 1);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(ofMillis(400));
    }

    @Test
    void whoIsDisabledBeforeTheConnackComesIsNotLetIn() throws Exception {
        assertNotLetInAfter(device::disable);
        device.enable();
        paho.connect();
        assertThat(device.isConnected()).isTrue();
    }

    @Test
    void whoIsDeletedBeforeTheConnackComesLeavesNoSession() throws Exception {
        assertNotLetInAfter(device::delete);
        HubDevice again = hub.createDevice(device.deviceId());
        paho.password(PahoDevice.token(hub, again));
        assertThat(paho.connect()).as("a session was kept").isFalse();
    }

    private void assertNotLetInAfter(Runnable change) throws Exception {
        hub.faults().cut(device);
        await().until(() -> !paho.client().isConnected() && !device.isConnected());
        int before = hub.faults().connects(device);
        hub.faults()
                .inject(PacketFault.delay(HubPacket.CONNACK, Duration.ofSeconds(2))
                        .of(device));
        CompletableFuture<Boolean> connecting = CompletableFuture.supplyAsync(() -> {
            try {
                return paho.connect();
            } catch (MqttException e) {
                throw new CompletionException(e);
            }
        });
        await().until(() -> hub.faults().connects(device) > before);

        change.run();

        assertThat(catchThrowableOfType(ExecutionException.class, connecting::get))
                .hasRootCauseInstanceOf(MqttException.class);
        assertThat(device.isConnected()).isFalse();
        hub.faults().clear();
    }

    @Test
    void aLostSubackLeavesASubscriptionThatWorks() throws Exception {
        hub.faults().inject(PacketFault.drop(HubPacket.SUBACK).of(device).times(1));
        paho.client().setTimeToWait(300);

        assertThatThrownBy(() -> paho.client().subscribe("$iothub/methods/POST/#", 0))
                .isInstanceOf(MqttException.class);

        var answer = device.invokeAsync("anyone", "", Duration.ofSeconds(20), Duration.ofSeconds(10));
        answer(paho.next(), 201);
        assertThat(answer.get().status()).isEqualTo(201);
    }

    @Test
    void aMethodAnswerIsLostLateOrThereTwice() throws Exception {
        paho.client().subscribe("$iothub/methods/POST/#", 0);

        hub.faults().inject(PacketFault.drop(HubPacket.METHOD_ANSWER).of(device).times(1));
        CompletableFuture<MethodResult> lost = device.invokeAsync("m", "", Duration.ofSeconds(1), Duration.ZERO);
        answer(paho.next(), 200);
        assertThat(catchThrowableOfType(HubFailure.class, () -> joined(lost)).errorCode())
                .isEqualTo(504_101);

        hub.faults()
                .inject(PacketFault.delay(HubPacket.METHOD_ANSWER, ofMillis(300))
                        .of(device)
                        .times(1));
        long start = System.nanoTime();
        CompletableFuture<MethodResult> late = device.invokeAsync("m", "", Duration.ofSeconds(20), Duration.ZERO);
        answer(paho.next(), 202);
        assertThat(late.get().status()).isEqualTo(202);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(ofMillis(300));

        ActiveFault twice = hub.faults()
                .inject(PacketFault.duplicate(HubPacket.METHOD_ANSWER).of(device));
        CompletableFuture<MethodResult> doubled = device.invokeAsync("m", "", Duration.ofSeconds(20), Duration.ZERO);
        answer(paho.next(), 203);
        assertThat(doubled.get().status()).isEqualTo(203);
        assertThat(twice.strikes()).isEqualTo(1);
    }

    @Test
    void aMethodCallComesTwiceWithTheSameId() throws Exception {
        paho.client().subscribe("$iothub/methods/POST/#", 0);
        hub.faults().inject(PacketFault.duplicate(HubPacket.METHOD_CALL).of(device));

        CompletableFuture<MethodResult> answer = device.invokeAsync("m", "", Duration.ofSeconds(20), Duration.ZERO);
        PahoDevice.Received first = paho.next();
        assertThat(paho.next().topic()).isEqualTo(first.topic());
        answer(first, 200);
        assertThat(answer.get().status()).isEqualTo(200);
    }

    @Test
    void theConnectionIsCutWhereAPacketWouldHaveCome() throws Exception {
        hub.faults().inject(PacketFault.cut(HubPacket.PUBACK).of(device).after(2));

        paho.publish(events(), "1", 1);
        paho.publish(events(), "2", 1);

        assertThatThrownBy(() -> paho.publish(events(), "3", 1)).isInstanceOf(MqttException.class);
        await().until(() -> !device.isConnected());
    }

    @Test
    void aLostConnackLeavesTheDeviceWaiting() throws Exception {
        ActiveFault lost = hub.faults()
                .inject(PacketFault.drop(HubPacket.CONNACK).of(device).times(1));

        try (SSLSocket unanswered = connectByHand()) {
            await().until(() -> lost.strikes() == 1);
            try (SSLSocket answered = connectByHand()) {
                assertThat(answered.getInputStream().read()).isEqualTo(CONNACK);
            }
            unanswered.setSoTimeout(200);
            assertThatThrownBy(() -> unanswered.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void theSameSeedStrikesTheSamePacketsAgain() throws Exception {
        paho.client().subscribe("$iothub/twin/res/#", 0);
        PacketFault fault = PacketFault.drop(HubPacket.TWIN_RESPONSE).of(device).probability(0.5, 42);

        List<String> first = answeredOf20(fault);
        List<String> again = answeredOf20(fault);
        List<String> other = answeredOf20(fault.probability(0.5, 43));

        assertThat(again).isEqualTo(first).hasSizeBetween(2, 18);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void aCloudMessageIsThereTwiceOrLostUntilTheNextConnection() throws Exception {
        paho.client().subscribe("devices/" + device.deviceId() + "/messages/devicebound/#", 1);

        hub.faults()
                .inject(PacketFault.duplicate(HubPacket.CLOUD_MESSAGE)
                        .of(device)
                        .times(1));
        device.sendCloudToDevice(CloudToDeviceMessage.of("twice"));
        assertThat(paho.next().body()).isEqualTo("twice");
        assertThat(paho.next().body()).isEqualTo("twice");
        await().until(() -> device.pendingCloudToDevice() == 0);

        hub.faults().inject(PacketFault.drop(HubPacket.CLOUD_MESSAGE).of(device).times(1));
        device.sendCloudToDevice(CloudToDeviceMessage.of("lost"));
        device.sendCloudToDevice(CloudToDeviceMessage.of("next"));
        assertThat(paho.next().body()).isEqualTo("next");
        await().until(() -> device.pendingCloudToDevice() == 1);
        hub.faults().cut(device);
        await().until(() -> !paho.client().isConnected());
        paho.connect();

        assertThat(paho.next().body()).isEqualTo("lost");
    }

    @Test
    void aConnackComesOnceOnly() throws Exception {
        ActiveFault impossible =
                hub.faults().inject(PacketFault.duplicate(HubPacket.CONNACK).of(device));
        hub.faults().cut(device);
        await().until(() -> !paho.client().isConnected());

        paho.connect();

        assertThat(impossible.strikes()).isZero();
    }

    @Test
    void anotherDeviceIsNotStruck(HubDevice first, HubDevice other) throws Exception {
        ActiveFault fault =
                hub.faults().inject(PacketFault.drop(HubPacket.PUBACK).of(first));

        try (PahoDevice untouched = PahoDevice.of(hub, other)) {
            untouched.connect();
            untouched.publish("devices/" + other.deviceId() + "/messages/events/", "x", 1);
        }
        fault.close();
        paho.publish(events(), "y", 1);

        assertThat(fault.strikes()).isZero();
    }

    @Test
    void whatNoFaultCanBeIsRefusedWithItsValue() {
        assertThatThrownBy(() -> PacketFault.delay(HubPacket.PUBACK, Duration.ZERO))
                .hasMessageContaining("PT0S");
        PacketFault fault = PacketFault.drop(HubPacket.PUBACK);
        assertThatThrownBy(() -> fault.times(0)).hasMessageContaining("times is 0");
        assertThatThrownBy(() -> fault.after(-1)).hasMessageContaining("after is -1");
        assertThatThrownBy(() -> fault.probability(1.5, 1)).hasMessageContaining("probability is 1.5");
        assertThat(fault.ofDevice("d1").after(2).times(3).probability(0.1, 9))
                .hasToString("DROP PUBACK of d1 after 2, 3 times, probability 0.1, seed 9");
    }

    /** Asks for the twin 20 times; the last request, which no fault befalls, says that no answer is still to come. */
    private List<String> answeredOf20(PacketFault fault) throws Exception {
        try (ActiveFault active = hub.faults().inject(fault)) {
            for (int i = 0; i < 20; i++) {
                paho.publish("$iothub/twin/GET/?$rid=" + i, "", 1);
            }
            assertThat(active.strikes()).isBetween(1, 19);
        }
        paho.publish("$iothub/twin/GET/?$rid=end", "", 1);
        List<String> answered = new ArrayList<>();
        for (String topic = paho.next().topic();
                !topic.endsWith("=end");
                topic = paho.next().topic()) {
            answered.add(topic);
        }
        return answered;
    }

    /** Sends a CONNECT and nothing else: Paho leaves a thread behind when no CONNACK comes. */
    private SSLSocket connectByHand() throws Exception {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(content);
        out.writeUTF("MQTT");
        out.write(new byte[] {4, (byte) 0xC2, 0, 60}); // 3.1.1; user name, password, clean session; keep-alive
        out.writeUTF(device.deviceId());
        out.writeUTF(paho.options().getUserName());
        out.writeUTF(new String(paho.options().getPassword()));
        SSLSocket socket = (SSLSocket) hub.sslContext()
                .getSocketFactory()
                .createSocket(hub.hostName(), hub.ports().mqtt());
        byte[] length = {(byte) (content.size() % 128 + 128), (byte) (content.size() / 128)};
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(0x10);
        packet.write(length);
        content.writeTo(packet);
        socket.getOutputStream().write(packet.toByteArray());
        return socket;
    }

    private void answer(PahoDevice.Received call, int status) throws Exception {
        String requestId = call.topic().substring(call.topic().indexOf("$rid="));
        paho.publish("$iothub/methods/res/" + status + "/?" + requestId, "{}", 0);
    }

    private static MethodResult joined(CompletableFuture<MethodResult> answer) throws Throwable {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private String events() {
        return "devices/" + device.deviceId() + "/messages/events/";
    }

    private List<String> bodies() {
        return hub.telemetry().stream()
                .filter(message -> message.deviceId().equals(device.deviceId()))
                .map(TelemetryMessage::text)
                .toList();
    }
}
