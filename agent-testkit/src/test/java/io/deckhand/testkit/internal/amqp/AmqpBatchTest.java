package io.deckhand.testkit.internal.amqp;

import static io.deckhand.testkit.internal.amqp.TelemetryLink.numbered;
import static io.deckhand.testkit.internal.amqp.TelemetryLink.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.fixture.RawAmqp;
import io.deckhand.testkit.fixture.ServiceClients;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnknownDescribedType;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.AmqpSequence;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches, as the C SDK sends all its telemetry, and every form that a body may have: whatever is accepted is readable. */
@LocalHubTest
class AmqpBatchTest {
    private static final int BATCH = 0x80013700;
    private static final int PARTITIONS = 4;
    private static final Symbol SELECTOR = Symbol.valueOf("apache.org:selector-filter:string");

    @Test
    void aBatchIsReadMessageByMessage(LocalHub hub, HubDevice device) throws Exception {
        byte[] batch = batch(IntStream.range(0, 3)
                .mapToObj(i -> RawAmqp.encoded(numbered(i)))
                .toArray(byte[][]::new));
        try (TelemetryLink link = TelemetryLink.open(hub, device)) {
            assertThat(link.send(batch, BATCH)).isEqualTo(Accepted.getInstance());
        }
        assertThat(device.telemetry())
                .extracting(
                        TelemetryMessage::text,
                        TelemetryMessage::properties,
                        sent -> sent.systemProperties().get("messageId"))
                .containsExactly(
                        tuple("body 0", Map.of("n", "0"), "id-0"),
                        tuple("body 1", Map.of("n", "1"), "id-1"),
                        tuple("body 2", Map.of("n", "2"), "id-2"));
    }

    static Stream<byte[]> badBatches() {
        byte[] good = RawAmqp.encoded(numbered(1));
        byte[] tooLarge = section(new Data(new Binary(new byte[263_000])));
        return Stream.of(
                batch(good, new byte[] {1, 2, 3}),
                batch(good, tooLarge),
                RawAmqp.encoded(withoutBody()),
                section(new AmqpValue("no batch")),
                new byte[] {0, 0x53});
    }

    @ParameterizedTest
    @MethodSource("badBatches")
    void ofABadBatchNothingIsTaken(byte[] batch, LocalHub hub, HubDevice device) throws Exception {
        try (TelemetryLink link = TelemetryLink.open(hub, device)) {
            assertThat(link.send(batch, BATCH)).isInstanceOf(Rejected.class);
        }
        assertThat(device.telemetry()).isEmpty();
    }

    static Stream<Arguments> bodies() {
        Section half = new Data(new Binary("half ".getBytes(StandardCharsets.UTF_8)));
        Section rest = new Data(new Binary("and half".getBytes(StandardCharsets.UTF_8)));
        return Stream.of(
                Arguments.of(joined(section(half), section(rest)), "half and half"),
                Arguments.of(joined(section(half), section(rest), section(rest)), "half and halfand half"),
                Arguments.of(section(new AmqpValue("text")), "text"),
                Arguments.of(section(new AmqpValue(new Binary(new byte[] {'b'}))), "b"),
                Arguments.of(section(new AmqpValue(7)), "7"),
                Arguments.of(section(new AmqpValue(true)), "true"),
                Arguments.of(section(new AmqpValue(Map.of("t", 21.5))), "{\"t\":21.5}"),
                Arguments.of(
                        section(new AmqpValue(List.of(1L, "a", Date.from(Instant.EPOCH)))),
                        "[1,\"a\",\"1970-01-01T00:00:00.0000000Z\"]"),
                Arguments.of(section(new AmqpValue(null)), ""),
                Arguments.of(section(new AmqpSequence(List.of(1, 2))), "[1,2]"),
                Arguments.of(
                        joined(section(new AmqpSequence(List.of(1))), section(new AmqpSequence(List.of("b")))),
                        "[1,\"b\"]"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void whateverIsAcceptedIsReadable(byte[] message, String expected, LocalHub hub, HubDevice device)
            throws Exception {
        try (TelemetryLink link = TelemetryLink.open(hub, device)) {
            assertThat(link.send(message, 0)).isEqualTo(Accepted.getInstance());
        }
        assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsExactly(expected);
    }

    @Test
    void aBodyOfSeveralFormsIsRejected(LocalHub hub, HubDevice device) throws Exception {
        byte[] mixed = joined(section(new Data(new Binary(new byte[1]))), section(new AmqpValue("text")));
        try (TelemetryLink link = TelemetryLink.open(hub, device)) {
            assertThat(link.send(mixed, 0)).isInstanceOf(Rejected.class);
        }
        assertThat(device.telemetry()).isEmpty();
    }

    /** Byte by byte as {@code device.telemetry()} says it: the one is what a test reads, the other what a back end does. */
    @Test
    void aReaderOfTheEventHubGetsEachMessageOfABatch(LocalHub hub, HubDevice device) throws Exception {
        byte[] batch = batch(RawAmqp.encoded(numbered(0)), RawAmqp.encoded(numbered(1)));
        try (TelemetryLink link = TelemetryLink.open(hub, device)) {
            assertThat(link.send(batch, BATCH)).isEqualTo(Accepted.getInstance());
        }

        String token = ServiceClients.sas(hub.ownerConnectionString()).getSignature();
        List<Message> read = new ArrayList<>();
        try (RawAmqp reader = RawAmqp.openPlain(hub, "iothubowner@sas.root.x", token)) {
            for (int i = 0; i < PARTITIONS; i++) {
                reader.receiver(
                        "iothub-ehub-local/ConsumerGroups/$Default/Partitions/" + i,
                        100,
                        Map.of(SELECTOR, new UnknownDescribedType(SELECTOR, "amqp.annotation.x-opt-offset > '-1'")));
            }
            while (read.size() < 2) {
                Message next = received(reader);
                Object sender =
                        next.getMessageAnnotations().getValue().get(Symbol.valueOf("iothub-connection-device-id"));
                if (device.deviceId().equals(sender)) {
                    read.add(next);
                }
            }
        }
        assertThat(read)
                .extracting(
                        Message::getMessageId,
                        event -> text((Data) event.getBody()),
                        event -> event.getApplicationProperties().getValue())
                .containsExactly(tuple("id-0", "body 0", Map.of("n", "0")), tuple("id-1", "body 1", Map.of("n", "1")));
    }

    private static Message received(RawAmqp client) throws Exception {
        Delivery delivery = client.await(event -> event.getType() == Event.Type.DELIVERY
                        && !event.getDelivery().isPartial())
                .getDelivery();
        Receiver receiver = (Receiver) delivery.getLink();
        byte[] bytes = new byte[delivery.pending()];
        receiver.recv(bytes, 0, bytes.length);
        receiver.advance();
        delivery.settle();
        Message message = Proton.message();
        message.decode(bytes, 0, bytes.length);
        return message;
    }

    private static Message withoutBody() {
        Message message = Proton.message();
        message.setMessageId("alone");
        return message;
    }

    private static byte[] batch(byte[]... messages) {
        return joined(Stream.of(messages)
                .map(message -> section(new Data(new Binary(message))))
                .toArray(byte[][]::new));
    }

    private static byte[] section(Section body) {
        Message message = Proton.message();
        message.setBody(body);
        byte[] bytes = new byte[300_000];
        return Arrays.copyOf(bytes, message.encode(bytes, 0, bytes.length));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
