package io.deckhand.testkit.internal.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.RawAmqp;
import io.deckhand.testkit.fixture.ServiceClients;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** AMQP byte by byte: what clients for C and Python rely on, where others forgive. */
@LocalHubTest
class AmqpBytesTest {
    private static final int DISPOSITION = 0x15;
    private static final int TRANSFER = 0x14;
    private static final Map<Integer, Integer> FIELDS =
            Map.of(0x10, 10, 0x11, 8, 0x12, 14, 0x13, 11, 0x14, 11, 0x15, 6, 0x16, 3, 0x17, 1, 0x18, 1);

    @Test
    void everyPerformativeHasAllItsFields(LocalHub hub, HubDevice device) throws Exception {
        device.sendCloudToDevice(CloudToDeviceMessage.of("1"));
        try (RawAmqp client = TelemetryLink.connect(hub, device)) {
            TelemetryLink link = TelemetryLink.on(client, device);
            link.send(TelemetryLink.message("hello"));
            Sender sender = link.sender();
            client.receiver("/devices/" + device.deviceId() + "/messages/devicebound", 1);
            client.await(event -> event.getType() == Event.Type.DELIVERY);
            sender.close();
            client.await(event -> event.getType() == Event.Type.LINK_REMOTE_CLOSE);
            sender.getSession().close();
            client.await(event -> event.getType() == Event.Type.SESSION_REMOTE_CLOSE);
            sender.getSession().getConnection().close();
            client.await(event -> event.getType() == Event.Type.CONNECTION_REMOTE_CLOSE);

            List<AmqpFrame> frames = AmqpFrame.in(withoutSasl(client.received()));

            assertThat(frames)
                    .extracting(AmqpFrame::code)
                    .contains(FIELDS.keySet().toArray(Integer[]::new));
            assertThat(frames).allSatisfy(frame -> assertThat(frame.fields()).isEqualTo(FIELDS.get(frame.code())));
        }
    }

    @Test
    void aRefusalHasAllItsFieldsToo(LocalHub hub) throws Exception {
        try (RawAmqp client = RawAmqp.open(hub)) {
            client.sender("/nowhere");

            Map<?, ?> info = client.refusal().getInfo();
            assertThat(info).isEmpty();
            assertThat(AmqpFrame.in(client.received()))
                    .extracting(AmqpFrame::code, AmqpFrame::fields)
                    .contains(tuple(0x12, 14), tuple(0x16, 3));
        }
    }

    @Test
    void aDevicesLinkSaysHowLargeItsMessagesMayBe(LocalHub hub, HubDevice device) throws Exception {
        try (RawAmqp client = TelemetryLink.connect(hub, device)) {
            Sender sender = TelemetryLink.on(client, device).sender();

            assertThat(sender.getRemoteMaxMessageSize()).isEqualTo(UnsignedLong.valueOf(262_144));
            assertThat(sender.getRemoteProperties()).isEmpty();
        }
    }

    @Test
    void noFrameIsLargerThanTheClientTakes(LocalHub hub, HubDevice device) throws Exception {
        String body = "0123456789".repeat(1_000);
        device.sendCloudToDevice(CloudToDeviceMessage.of(body));
        try (RawAmqp client = RawAmqp.openPlain(hub, "d@sas.x", PahoDevice.token(hub, device), 512)) {
            Receiver receiver = client.receiver("/devices/" + device.deviceId() + "/messages/devicebound", 1);
            Delivery delivery = client.await(event -> event.getType() == Event.Type.DELIVERY
                            && !event.getDelivery().isPartial())
                    .getDelivery();
            byte[] bytes = new byte[delivery.pending()];
            receiver.recv(bytes, 0, bytes.length);

            Message message = Proton.message();
            message.decode(bytes, 0, bytes.length);
            assertThat(TelemetryLink.text((Data) message.getBody())).isEqualTo(body);
            assertThat(AmqpFrame.in(withoutSasl(client.received())))
                    .filteredOn(frame -> frame.code() == TRANSFER)
                    .hasSizeGreaterThan(20)
                    .allSatisfy(frame -> {
                        assertThat(frame.size()).isLessThanOrEqualTo(512);
                        assertThat(frame.fields()).isEqualTo(11);
                    });
        }
    }

    @Test
    void aTokenIsAcknowledgedBeforeItIsAnswered(LocalHub hub, HubDevice device) throws Exception {
        try (RawAmqp client = RawAmqp.open(hub)) {
            Sender cbs = client.sender("$cbs");
            client.receiver("$cbs", 10);
            client.await(event -> event.getType() == Event.Type.LINK_FLOW);
            for (String token : List.of(PahoDevice.token(hub, device), PahoDevice.token(hub, device), "no token")) {
                client.send(cbs, putToken(token));

                assertThat(answerTo(client))
                        .containsSubsequence(DISPOSITION, TRANSFER)
                        .doesNotContainSequence(TRANSFER, DISPOSITION);
            }
        }
    }

    @Test
    void aTwinRequestIsAcknowledgedBeforeItIsAnswered(LocalHub hub, HubDevice device) throws Exception {
        try (RawAmqp client = TelemetryLink.connect(hub, device)) {
            String twin = "/devices/" + device.deviceId() + "/twin";
            Sender requests = client.sender(twin);
            client.receiver(twin, 10);
            client.await(event -> event.getType() == Event.Type.LINK_FLOW);
            for (Message request : List.of(
                    twinRequest("GET", null),
                    twinRequest("PUT", "/notifications/twin/properties/desired"),
                    twinRequest("GET", "/none"))) {
                client.send(requests, request);

                assertThat(answerTo(client))
                        .containsSubsequence(DISPOSITION, TRANSFER)
                        .doesNotContainSequence(TRANSFER, DISPOSITION);
            }
        }
    }

    @Test
    void aQuestionOfAReaderIsAcknowledgedBeforeItIsAnswered(LocalHub hub) throws Exception {
        String token = ServiceClients.sas(hub.ownerConnectionString()).getSignature();
        try (RawAmqp client = RawAmqp.openPlain(hub, "iothubowner@sas.root.x", token)) {
            Sender requests = client.sender("$management");
            client.receiver("$management", 10);
            client.await(event -> event.getType() == Event.Type.LINK_FLOW);
            client.send(requests, management(Map.of()));

            assertThat(answerTo(client))
                    .containsSubsequence(DISPOSITION, TRANSFER)
                    .doesNotContainSequence(TRANSFER, DISPOSITION);
        }
    }

    /** {@return the performatives up to the next answer, and those that come with it} */
    private static List<Integer> answerTo(RawAmqp client) throws Exception {
        int before = AmqpFrame.in(withoutSasl(client.received())).size();
        List<Event.Type> seen = new ArrayList<>();
        client.await(event -> {
            if (event.getType() == Event.Type.DELIVERY) {
                Delivery delivery = event.getDelivery();
                if (delivery.getLink() instanceof Receiver receiver) {
                    receiver.recv(new byte[delivery.pending()], 0, delivery.pending());
                    receiver.advance();
                    delivery.settle();
                }
                seen.add(event.getType());
            }
            return seen.size() == 2;
        });
        List<AmqpFrame> frames = AmqpFrame.in(withoutSasl(client.received()));
        return frames.subList(before, frames.size()).stream()
                .map(AmqpFrame::code)
                .toList();
    }

    private static byte[] withoutSasl(byte[] received) {
        int start = 0;
        for (int i = 0; i + 8 <= received.length; i++) {
            boolean header =
                    received[i] == 'A' && received[i + 1] == 'M' && received[i + 2] == 'Q' && received[i + 3] == 'P';
            if (header && received[i + 4] == 0) {
                start = i;
                break;
            }
        }
        return Arrays.copyOfRange(received, start, received.length);
    }

    private static Message putToken(String token) {
        Message request = Proton.message();
        request.setMessageId("7");
        request.setApplicationProperties(new ApplicationProperties(
                Map.of("operation", "put-token", "type", "servicebus.windows.net:sastoken", "name", "x")));
        request.setBody(new AmqpValue(token));
        return request;
    }

    private static Message twinRequest(String operation, @Nullable String resource) {
        Message request = Proton.message();
        request.setCorrelationId("1");
        Map<Symbol, Object> annotations = new HashMap<>(Map.of(Symbol.valueOf("operation"), operation));
        if (resource != null) {
            annotations.put(Symbol.valueOf("resource"), resource);
        }
        request.setMessageAnnotations(new MessageAnnotations(annotations));
        request.setBody(new Data(new Binary(new byte[0])));
        return request;
    }

    static Message management(Map<String, Object> more) {
        Message request = Proton.message();
        request.setMessageId("m" + Instant.now());
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("operation", "READ");
        properties.put("type", "com.microsoft:eventhub");
        properties.put("name", "iothub-ehub-local");
        request.setApplicationProperties(new ApplicationProperties(properties));
        request.setBody(new AmqpValue(""));
        return request;
    }
}
