package io.deckhand.testkit.internal.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.RawAmqp;
import io.deckhand.testkit.fixture.ServiceClients;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnknownDescribedType;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the hub answers to readers of telemetry that the Event Hubs SDK is none of. */
class EventHubProtocolTest {
    private static final String PARTITION = "/ConsumerGroups/$Default/Partitions/";

    @AutoClose
    private final LocalHub hub = LocalHub.start();

    private final String eventHub = value("EntityPath");

    @ParameterizedTest
    @CsvSource({
        "messages/events, $management",
        "/messages/events/ConsumerGroups/$Default/Partitions/0, ConsumerGroups/$Default/Partitions/0"
    })
    void whoKnowsOnlyTheHubIsToldOfItsEventHub(String asked, String named) throws Exception {
        try (RawAmqp client = backEnd("service")) {
            client.receiver(asked, 1);

            ErrorCondition redirect = client.refusal();

            assertThat(redirect.getCondition().toString()).isEqualTo("amqp:link:redirect");
            Map<?, ?> info = redirect.getInfo();
            assertThat(info)
                    .hasToString("{hostname=%1$s, network-host=%1$s, port=5671, address=amqps://%1$s:5671/%2$s/%3$s}"
                            .formatted(hub.hostName(), eventHub, named));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"device", "registryRead"})
    void aPolicyWithoutServiceConnectReadsNothing(String policy) throws Exception {
        try (RawAmqp client = backEnd(policy)) {
            client.receiver(eventHub + PARTITION + "0", 1);

            assertThat(client.refusal().getCondition().toString()).isEqualTo("amqp:unauthorized-access");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"another-name" + PARTITION + "0", "iothub-ehub-local" + PARTITION + "4"})
    void whatThereIsNotIsRefused(String address) throws Exception {
        try (RawAmqp client = backEnd("service")) {
            client.receiver(address, 1);

            assertThat(client.refusal().getCondition().toString()).isEqualTo("com.microsoft:argument-error");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amqp.annotation.x-opt-offset > 'abc'",
                "amqp.annotation.x-opt-color > '1'",
                "amqp.annotation.x-opt-offset < '1'",
                "x"
            })
    void aFilterThatIsNotKnownIsRefused(String filter) throws Exception {
        Symbol name = Symbol.valueOf("apache.org:selector-filter:string");
        try (RawAmqp client = backEnd("service")) {
            client.receiver(eventHub + PARTITION + "0", 1, Map.of(name, new UnknownDescribedType(name, filter)));

            ErrorCondition refusal = client.refusal();

            assertThat(refusal.getCondition().toString()).isEqualTo("com.microsoft:argument-error");
            assertThat(refusal.getDescription()).contains("x-opt-offset > '-1'");
        }
    }

    @Test
    void theSixthReaderOfAPartitionIsOneTooMany() throws Exception {
        try (RawAmqp client = backEnd("service")) {
            for (int i = 0; i < 6; i++) {
                client.receiver(eventHub + PARTITION + "0", 1);
            }

            assertThat(client.refusal().getCondition().toString()).isEqualTo("amqp:resource-limit-exceeded");
        }
    }

    @Test
    void aReaderMayShowThePolicysKeyInsteadOfAToken() throws Exception {
        try (RawAmqp client = RawAmqp.openPlain(hub, "service", keyOf("service"))) {
            Receiver receiver = client.receiver(eventHub + PARTITION + "0", 1);

            client.await(event -> event.getType() == Event.Type.LINK_REMOTE_OPEN && event.getLink() == receiver);
            assertThat(receiver.getRemoteSource()).isNotNull();
        }
        try (RawAmqp client = RawAmqp.openPlain(hub, "service@sas.root.x", keyOf("service"))) {
            client.receiver("messages/serviceBound/feedback", 1);

            assertThat(client.refusal().getCondition().toString()).isEqualTo("amqp:unauthorized-access");
        }
    }

    @ParameterizedTest
    @CsvSource({"service, iothubowner", "nobody, service", "device, device"})
    void anotherKeyThanThePolicysOpensNothing(String policy, String keyOf) throws Exception {
        try (RawAmqp client = RawAmqp.openPlain(hub, policy, keyOf(keyOf))) {
            assertThatThrownBy(() -> {
                        client.receiver(eventHub + PARTITION + "0", 1);
                        throw new IOException(client.refusal().getCondition().toString());
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    static Stream<Object> tokensThatAreNoText() {
        return Stream.of(
                new UnknownDescribedType(new Binary(new byte[] {'S'}), 1_700_000_000), new Binary(new byte[] {'S'}), 7);
    }

    @ParameterizedTest
    @MethodSource("tokensThatAreNoText")
    void aTokenThatIsNoTextLeavesTheOneOfTheConnection(Object token) throws Exception {
        try (RawAmqp client = backEnd("service")) {
            assertThat(statusOf(client, Map.of("security_token", token))).isEqualTo(200);
        }
        try (RawAmqp client = backEnd("device")) {
            assertThat(statusOf(client, Map.of("security_token", token))).isEqualTo(401);
        }
    }

    private static int statusOf(RawAmqp client, Map<String, Object> properties) throws Exception {
        Sender requests = client.sender("$management");
        Receiver answers = client.receiver("$management", 10);
        client.await(event -> event.getType() == Event.Type.LINK_FLOW);
        client.send(requests, AmqpBytesTest.management(properties));
        Delivery answer = client.await(event -> event.getType() == Event.Type.DELIVERY && event.getLink() == answers)
                .getDelivery();
        byte[] bytes = new byte[answer.pending()];
        answers.recv(bytes, 0, bytes.length);
        Message message = Proton.message();
        message.decode(bytes, 0, bytes.length);
        Object status = message.getApplicationProperties().getValue().get("status-code");
        return status instanceof Integer number ? number : 0;
    }

    private String keyOf(String policy) {
        return PahoDevice.keyIn(hub.connectionString(policy));
    }

    private RawAmqp backEnd(String policy) throws Exception {
        String token = ServiceClients.sas(hub.connectionString(policy)).getSignature();
        return RawAmqp.openPlain(hub, policy + "@sas.root." + hub.hostName(), token);
    }

    private String value(String name) {
        Matcher value = Pattern.compile(name + "=([^;]*)").matcher(hub.eventHubConnectionString());
        assertThat(value.find()).isTrue();
        return value.group(1);
    }
}
