package io.deckhand.testkit.internal.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.Message;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.MovableClock;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.RawAmqp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.Sender;
import org.junit.jupiter.api.Test;

/** AMQP as clients other than the Java SDK use it, or misuse it. */
@LocalHubTest
class AmqpProtocolTest {
    private static final byte[] EMPTY_FRAME = {0, 0, 0, 8, 2, 0, 0, 0};

    @Test
    void aTokenAsPasswordNeedsNoOtherOnTheConnection(LocalHub hub, HubDevice device) throws Exception {
        String user = device.deviceId() + "@sas." + hub.hostName();
        try (RawAmqp client = RawAmqp.openPlain(hub, user, token(hub, device))) {
            Sender sender = client.sender("/devices/" + device.deviceId() + "/messages/events");
            client.await(event -> event.getType() == Event.Type.LINK_FLOW);

            client.send(sender, message("hello"));

            Delivery settled = client.await(event -> event.getType() == Event.Type.DELIVERY)
                    .getDelivery();
            assertThat(settled.getRemoteState()).isEqualTo(Accepted.getInstance());
            assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsExactly("hello");
            assertThat(device.isConnected()).isTrue();
        }
        await().until(() -> !device.isConnected());
    }

    /** Before any token was put, and whatever the hub says of links and windows. */
    @Test
    void aMessageThatNeverEndsEndsTheConnection(LocalHub hub) throws Exception {
        try (RawAmqp client = RawAmqp.open(hub)) {
            client.sender("$cbs");
            client.await(event -> event.getType() == Event.Type.LINK_FLOW);
            byte[] transfer = unfinishedTransfer(60 * 1024);

            assertThatThrownBy(() -> {
                        for (int sent = 0; sent < 64 * 1024 * 1024; sent += transfer.length) {
                            client.write(transfer);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    /** {@return a frame of the first delivery on the first link, which says that more follows} */
    private static byte[] unfinishedTransfer(int payload) {
        byte[] performative = {0, 0x53, 0x14, (byte) 0xC0, 9, 6, 0x43, 0x43, (byte) 0xA0, 1, 7, 0x43, 0x42, 0x41};
        int size = 8 + performative.length + payload;
        return ByteBuffer.allocate(size)
                .putInt(size)
                .put(new byte[] {2, 0, 0, 0})
                .put(performative)
                .array();
    }

    @Test
    void aBadTokenAsPasswordIsRefusedBySasl(LocalHub hub, HubDevice device) throws Exception {
        String token = token(hub, device).replace("sig=", "sig=A");
        try (RawAmqp client = RawAmqp.openPlain(hub, device.deviceId(), token)) {
            assertThatThrownBy(() -> client.await(event -> event.getType() == Event.Type.CONNECTION_REMOTE_OPEN))
                    .isInstanceOf(IOException.class);
            assertThat(client.transport().sasl().getOutcome()).isEqualTo(Sasl.PN_SASL_AUTH);
        }
    }

    @Test
    void aLinkWithoutATokenIsUnauthorized(LocalHub hub, HubDevice device) throws Exception {
        try (RawAmqp client = RawAmqp.open(hub)) {
            client.sender("/devices/" + device.deviceId() + "/messages/events");

            assertThat(client.refusal().getCondition().toString()).isEqualTo("amqp:unauthorized-access");
        }
    }

    @Test
    void aTokenThatIsRenewedInTimeKeepsTheConnection() throws Exception {
        MovableClock clock = new MovableClock();
        try (LocalHub moved = LocalHub.builder().clock(clock).start()) {
            HubDevice renewed = moved.createDevice("renewed");
            HubDevice forgotten = moved.createDevice("forgotten");
            try (RawAmqp kept = openTelemetry(moved, renewed);
                    RawAmqp lost = openTelemetry(moved, forgotten)) {
                Sender cbs = kept.sender("$cbs");
                kept.receiver("$cbs", 10);
                kept.await(event -> event.getType() == Event.Type.LINK_FLOW);

                kept.send(cbs, putToken(tokenUntil(moved, renewed, Instant.now().plus(Duration.ofHours(4)))));
                assertThat(reply(kept)).isEqualTo("7: 200");
                kept.send(cbs, putToken("no token"));
                assertThat(reply(kept)).isEqualTo("7: 401");
                clock.forward(Duration.ofHours(2));

                assertThat(lost.refusal().getCondition().toString()).isEqualTo("amqp:unauthorized-access");
                assertThat(forgotten.isConnected()).isFalse();
                assertThat(renewed.isConnected()).isTrue();
            }
        }
    }

    @Test
    void aLinkToNowhereIsAnArgumentError(LocalHub hub) throws Exception {
        try (RawAmqp client = RawAmqp.open(hub)) {
            client.sender("/nowhere");

            ErrorCondition refusal = client.refusal();
            assertThat(refusal.getCondition().toString()).isEqualTo("com.microsoft:argument-error");
            assertThat(refusal.getDescription()).contains("no link '/nowhere'");
        }
    }

    /** Else clients with Nagle's algorithm, as all SDKs are, wait 40 ms before they send the rest. */
    @Test
    void everyChunkIsAnsweredAtOnce(LocalHub hub) throws Exception {
        try (RawAmqp client = RawAmqp.open(hub)) {
            client.await(event -> event.getType() == Event.Type.SESSION_REMOTE_OPEN);
            for (int i = 0; i < 3; i++) {
                client.write(EMPTY_FRAME);

                assertThat(client.read()).isEqualTo(EMPTY_FRAME.length);
            }
        }
    }

    @Test
    void aClientThatAsksForSignsOfLifeGetsThem(LocalHub hub) throws Exception {
        try (RawAmqp client = RawAmqp.open(hub)) {
            client.transport().setIdleTimeout(1_000);
            client.await(event -> event.getType() == Event.Type.SESSION_REMOTE_OPEN);

            assertThat(client.read()).isEqualTo(EMPTY_FRAME.length);
            assertThat(client.read()).isEqualTo(EMPTY_FRAME.length);
        }
    }

    @Test
    void aMessageIsSentOnlyForCreditAndSettledByTheOutcome(LocalHub hub, HubDevice device) throws Exception {
        device.sendCloudToDevice(CloudToDeviceMessage.of("1"));
        device.sendCloudToDevice(CloudToDeviceMessage.of("2"));
        String user = device.deviceId() + "@sas." + hub.hostName();
        try (RawAmqp client = RawAmqp.openPlain(hub, user, token(hub, device))) {
            Receiver receiver = client.receiver("/devices/" + device.deviceId() + "/messages/devicebound", 1);
            Delivery first = client.await(event -> event.getType() == Event.Type.DELIVERY)
                    .getDelivery();
            assertThat(first.getTag()).hasSize(16);
            assertThat(receiver.getQueued()).isEqualTo(1);
            receiver.recv(new byte[first.pending()], 0, first.pending());
            receiver.advance();

            first.disposition(Accepted.getInstance());
            first.settle();
            client.flush();

            await().until(() -> device.pendingCloudToDevice() == 1);
        }
    }

    @Test
    void whatIsNoAmqpEndsItsConnectionAndNoOther(LocalHub hub, HubDevice device) throws Exception {
        DeviceClient sdk = HubFixture.client(hub, device.connectionString(), IotHubClientProtocol.AMQPS);
        sdk.open(false);

        for (String garbage :
                new String[] {"GET / HTTP/1.1\r\n\r\n", "AMQP\0\1\0\0\0\0\0\7", "AMQP\0\1\0\0\u007f\0\0\0\2"}) {
            try (RawAmqp client = RawAmqp.open(hub)) {
                client.write(garbage.getBytes(StandardCharsets.ISO_8859_1));

                assertThatThrownBy(() -> client.await(event -> false)).isInstanceOf(IOException.class);
            }
        }

        sdk.sendEvent(new Message("still here"));
        assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsExactly("still here");
        sdk.close();
    }

    private static RawAmqp openTelemetry(LocalHub hub, HubDevice device) throws Exception {
        RawAmqp client = RawAmqp.openPlain(hub, device.deviceId(), token(hub, device));
        client.sender("/devices/" + device.deviceId() + "/messages/events");
        client.await(event -> event.getType() == Event.Type.LINK_FLOW);
        return client;
    }

    private static org.apache.qpid.proton.message.Message putToken(String token) {
        org.apache.qpid.proton.message.Message request = Proton.message();
        request.setMessageId(UnsignedLong.valueOf(7));
        request.setApplicationProperties(new ApplicationProperties(Map.of("operation", "put-token")));
        request.setBody(new AmqpValue(token));
        return request;
    }

    /** {@return the next reply's correlation id, of the type it was sent in, and its status} */
    private static String reply(RawAmqp client) throws IOException {
        Event event = client.await(
                any -> any.getType() == Event.Type.DELIVERY && any.getDelivery().getLink() instanceof Receiver);
        Receiver receiver = (Receiver) event.getLink();
        byte[] bytes = new byte[event.getDelivery().pending()];
        receiver.recv(bytes, 0, bytes.length);
        receiver.advance();
        org.apache.qpid.proton.message.Message reply = Proton.message();
        reply.decode(bytes, 0, bytes.length);
        return ((UnsignedLong) reply.getCorrelationId()) + ": "
                + reply.getApplicationProperties().getValue().get("status-code");
    }

    private static String tokenUntil(LocalHub hub, HubDevice device, Instant until) throws Exception {
        String resource = hub.hostName() + "/devices/" + device.deviceId();
        return PahoDevice.token(resource, PahoDevice.keyIn(device.connectionString()), "", until);
    }

    private static String token(LocalHub hub, HubDevice device) throws Exception {
        String resource = hub.hostName() + "/devices/" + device.deviceId();
        return PahoDevice.token(resource, PahoDevice.keyIn(device.connectionString()), "");
    }

    private static org.apache.qpid.proton.message.Message message(String text) {
        org.apache.qpid.proton.message.Message message = Proton.message();
        message.setBody(new Data(new Binary(text.getBytes(StandardCharsets.UTF_8))));
        return message;
    }
}
