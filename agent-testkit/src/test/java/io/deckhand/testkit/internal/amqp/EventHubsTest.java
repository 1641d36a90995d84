package io.deckhand.testkit.internal.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.Message;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.RouteSource;
import io.deckhand.testkit.fixture.ClientProgram;
import io.deckhand.testkit.fixture.HubFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Reads what devices send with the Event Hubs SDK, unmodified. */
@TestInstance(Lifecycle.PER_CLASS)
class EventHubsTest {
    private static final int SEND_MILLIS = 60_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path directory;

    @AutoClose
    private final LocalHub hub = LocalHub.start();

    private ClientProgram reader;
    private int questions;

    @BeforeAll
    void startReader() throws Exception {
        Path trustStore = hub.caCertificate().resolveSibling("truststore.p12");
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-Djavax.net.ssl.trustStore=" + trustStore,
                "-Djavax.net.ssl.trustStorePassword=changeit",
                "-cp",
                System.getProperty("java.class.path"),
                EventHubsReader.class.getName());
        reader = new ClientProgram(java, hub.eventHubConnectionString(), directory);
    }

    @AfterAll
    void endReader() {
        reader.close();
    }

    @Test
    void anEventTellsWhatWasSentAndByWhom() throws Exception {
        String device = deviceIn(0, "sender");
        Instant before = Instant.now();
        Message message = new Message("{\"temperature\":21.5}");
        message.setMessageId("m1");
        message.setCorrelationId("c1");
        message.setContentType("application/json");
        message.setProperty("alert", "no & none");
        send(device, message);

        JsonNode event = events(question(0).put("from", "start").put("count", 1).put("track", true))
                .get(0);

        assertThat(event.path("body").textValue()).isEqualTo("{\"temperature\":21.5}");
        assertThat(event.path("messageId").textValue()).isEqualTo("m1");
        assertThat(event.path("correlationId").textValue()).isEqualTo("c1");
        assertThat(event.path("contentType").textValue()).isEqualTo("application/json");
        assertThat(event.path("sequence").longValue()).isZero();
        assertThat(event.path("lastInPartition").longValue()).isZero();
        assertThat(Instant.parse(event.path("time").textValue())).isBetween(before.minusMillis(1), Instant.now());
        assertThat(event.path("properties").path("alert").textValue()).isEqualTo("no & none");
        JsonNode annotations = event.path("annotations");
        assertThat(annotations.path("iothub-connection-device-id").textValue()).isEqualTo(device);
        assertThat(annotations.path("iothub-connection-auth-method").textValue())
                .isEqualTo(
                        "{\"scope\":\"device\",\"type\":\"sas\",\"issuer\":\"iothub\",\"acceptingIpFilterRule\":null}");
        assertThat(annotations.path("iothub-connection-auth-generation-id").textValue())
                .isNotEmpty();
        assertThat(annotations.path("iothub-message-source").textValue()).isEqualTo("Telemetry");
        assertThat(annotations.has("iothub-enqueuedtime")).isTrue();

        JsonNode state = ask(JSON.createObjectNode().put("ask", "partition").put("partition", "0"));
        assertThat(state.path("empty").booleanValue()).isFalse();
        assertThat(state.path("first").longValue()).isZero();
        assertThat(state.path("last").longValue()).isZero();
        assertThat(state.path("offset").textValue())
                .isEqualTo(event.path("offset").textValue());
        assertThat(state.path("time").textValue()).isEqualTo(event.path("time").textValue());
    }

    @Test
    void aReaderBeginsWhereItAsksTo() throws Exception {
        send(deviceIn(1, "positions"), messages("a", "b", "c", "d"));

        List<JsonNode> all = events(question(1).put("from", "start").put("count", 4));

        assertThat(bodies(all)).containsExactly("a", "b", "c", "d");
        assertThat(read(1, 2, "offset", all.get(1).path("offset").asText(), false))
                .containsExactly("c", "d");
        assertThat(read(1, 2, "sequence", "1", false)).containsExactly("c", "d");
        assertThat(read(1, 3, "sequence", "1", true)).containsExactly("b", "c", "d");
        Instant first = Instant.parse(all.get(0).path("time").textValue());
        assertThat(read(1, 4, "time", first.minusMillis(1).toString(), false)).containsExactly("a", "b", "c", "d");
        assertThat(events(question(1).put("from", "start").put("count", 1).put("group", "another")))
                .isEqualTo(all.subList(0, 1));
    }

    @Test
    void whoReadsFromNowOnGetsNothingOlder() throws Exception {
        String device = deviceIn(2, "latest");
        send(device, messages("old"));
        int id = tell(question(2).put("from", "latest").put("count", 1));

        DeviceClient client = open(device);
        try {
            await().atMost(Duration.ofSeconds(100)).until(() -> {
                client.sendEvent(new Message("new"), SEND_MILLIS);
                return reader.facts().stream().anyMatch(fact -> fact.path("to").intValue() == id);
            });
        } finally {
            client.close();
        }

        assertThat(answer(id).path("events").path(0).path("body").textValue()).isEqualTo("new");
    }

    @Test
    void overAWebSocketItIsTheSame() throws Exception {
        assumeTrue(hub.httpsOnStandardPort(), "WebSockets of the SDK know no port but 443");
        ObjectNode question = JSON.createObjectNode().put("ask", "hub").put("webSocket", true);

        JsonNode answer = ask(question);

        assertThat(answer.path("partitions")).hasToString("[\"0\",\"1\",\"2\",\"3\"]");
        assertThat(hub.eventHubConnectionString())
                .endsWith(";EntityPath=" + answer.path("name").textValue());
    }

    @Test
    void aPartitionBelongsToTheHighestOwnerLevel() throws Exception {
        send(deviceIn(3, "owned"), messages("mine"));
        ask(JSON.createObjectNode().put("ask", "own").put("partition", "3").put("level", 1));
        reader.awaitFacts("{'owner':1,'got':'mine'}");

        ask(JSON.createObjectNode().put("ask", "own").put("partition", "3").put("level", 0));
        reader.awaitFacts("{'owner':0,'lost':'amqp:link:stolen'}");
        ask(JSON.createObjectNode().put("ask", "own").put("partition", "3").put("level", 2));

        reader.awaitFacts("{'owner':2,'got':'mine'}", "{'owner':1,'lost':'amqp:link:stolen'}");
    }

    @Test
    void aRestartOfTheHubLosesAndRenumbersNothing() throws Exception {
        String device = deviceIn(3, "restarted");
        JsonNode state = ask(JSON.createObjectNode().put("ask", "partition").put("partition", "3"));
        String last = state.path("last").asText();
        send(device, messages("before"));

        hub.restart();
        send(device, messages("after"));

        ObjectNode question =
                question(3).put("from", "sequence").put("value", last).put("group", "restarted");
        assertThat(bodies(events(question.put("count", 2)))).containsExactly("before", "after");
    }

    @Test
    void theHubsOwnEventsArriveByRoutesWithTheirProperties() throws Exception {
        String device = idIn(3, "observed");
        String last = ask(JSON.createObjectNode().put("ask", "partition").put("partition", "3"))
                .path("last")
                .asText();
        String only = "deviceId = '" + device + "'";
        hub.routing()
                .route("lifecycle", RouteSource.DEVICE_LIFECYCLE_EVENTS, only)
                .route("connections", RouteSource.DEVICE_CONNECTION_STATE_EVENTS, only)
                .route("twins", RouteSource.TWIN_CHANGE_EVENTS, only + " AND IS_DEFINED($body.tags.floor)")
                .enrich("hub", "$iothubname")
                .enrich("floor", "$twin.tags.floor");
        hub.createDevice(device);
        hub.device(device).patchTags("{\"floor\":2}");
        hub.device(device).patchDesired("{\"unseen\":1}");
        send(device, messages("telemetry"));
        await().until(() -> !hub.device(device).isConnected());
        hub.device(device).delete();

        ObjectNode question =
                question(3).put("from", "sequence").put("value", last).put("group", "observed");
        List<JsonNode> events = events(question.put("count", 6));
        hub.routing().removeEnrichment("hub").removeEnrichment("floor");
        for (String route : List.of("lifecycle", "connections", "twins")) {
            hub.routing().remove(route);
        }

        assertThat(events)
                .extracting(
                        event -> event.at("/annotations/iothub-message-source").textValue() + " "
                                + event.at("/properties/opType").textValue() + " "
                                + event.at("/properties/iothub-message-schema").textValue())
                .containsExactly(
                        "deviceLifecycleEvents createDeviceIdentity deviceLifecycleNotification",
                        "twinChangeEvents updateTwin twinChangeNotification",
                        "deviceConnectionStateEvents deviceConnected deviceConnectionStateNotification",
                        "Telemetry null null",
                        "deviceConnectionStateEvents deviceDisconnected deviceConnectionStateNotification",
                        "deviceLifecycleEvents deleteDeviceIdentity deviceLifecycleNotification");
        assertThat(events)
                .extracting(event -> event.at("/properties/floor").textValue())
                .containsExactly("$twin.tags.floor", "2", "2", "2", "2", "2");
        JsonNode created = events.get(0);
        assertThat(created.at("/annotations/iothub-connection-device-id").textValue())
                .isEqualTo(device);
        assertThat(created.path("contentType").textValue()).isEqualTo("application/json");
        assertThat(created.path("correlationId").textValue()).isNotEmpty();
        assertThat(created.at("/properties/hub").textValue()).isEqualTo(hub.hostName());
        assertThat(created.at("/properties/hubName").textValue()).isEqualTo(hub.hostName());
        assertThat(created.at("/properties/deviceId").textValue()).isEqualTo(device);
        assertThat(Instant.parse(created.at("/properties/operationTimestamp").textValue()))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(body(created).at("/properties/desired/$version").asInt()).isEqualTo(1);
        assertThat(body(events.get(1))).hasToString("{\"version\":2,\"tags\":{\"floor\":2}}");
        assertThat(body(events.get(2)).path("sequenceNumber").textValue())
                .matches("[0-9A-F]{64}")
                .isLessThan(body(events.get(4)).path("sequenceNumber").textValue());
        assertThat(body(events.get(5)).at("/tags/floor").asInt()).isEqualTo(2);
    }

    @Test
    void aWrongKeyReadsNothing() throws Exception {
        JsonNode answer = ask(JSON.createObjectNode().put("ask", "hub").put("wrongKey", true));

        assertThat(answer.path("why").textValue()).contains("not signed with a key of policy 'service'");
    }

    private List<String> read(int partition, int count, String from, String value, boolean inclusive) throws Exception {
        return bodies(events(question(partition)
                .put("from", from)
                .put("value", value)
                .put("inclusive", inclusive)
                .put("count", count)));
    }

    private static ObjectNode question(int partition) {
        return JSON.createObjectNode().put("ask", "events").put("partition", Integer.toString(partition));
    }

    private List<JsonNode> events(ObjectNode question) throws Exception {
        return StreamSupport.stream(ask(question).path("events").spliterator(), false)
                .toList();
    }

    private static List<String> bodies(List<JsonNode> events) {
        return events.stream().map(event -> event.path("body").textValue()).toList();
    }

    private JsonNode ask(ObjectNode question) throws Exception {
        return answer(tell(question));
    }

    private int tell(ObjectNode question) throws Exception {
        questions++;
        reader.tell(question.put("id", questions));
        return questions;
    }

    private JsonNode answer(int id) {
        return reader.awaitFact(fact -> fact.path("to").intValue() == id);
    }

    private static JsonNode body(JsonNode event) throws Exception {
        return JSON.readTree(event.path("body").textValue());
    }

    /** {@return a new device whose messages are in this partition} */
    private String deviceIn(int partition, String name) {
        return hub.createDevice(idIn(partition, name)).deviceId();
    }

    private static String idIn(int partition, String name) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> name + i)
                .filter(candidate -> Math.floorMod(candidate.hashCode(), 4) == partition)
                .findFirst()
                .orElseThrow();
    }

    private void send(String device, Message... messages) throws Exception {
        DeviceClient client = open(device);
        try {
            for (Message message : messages) {
                client.sendEvent(message, SEND_MILLIS);
            }
        } finally {
            client.close();
        }
    }

    private DeviceClient open(String device) throws Exception {
        DeviceClient client = HubFixture.client(hub, hub.device(device).connectionString(), IotHubClientProtocol.AMQPS);
        client.open(false);
        return client;
    }

    private static Message[] messages(String... bodies) {
        return IntStream.range(0, bodies.length)
                .mapToObj(i -> new Message(bodies[i]))
                .toArray(Message[]::new);
    }
}
