package io.deckhand.core.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.ModelComponent;
import io.deckhand.PayloadField;
import io.deckhand.Telemetry;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import io.deckhand.testkit.TelemetryMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A back end that knows a device by its model alone can call, set and read all that the model names. */
@LocalHubTest
class ModelOverTheWireTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> EXAMPLES = Map.of(
            "boolean", "true",
            "integer", "7",
            "long", "7000000000",
            "float", "0.5",
            "double", "-1.5",
            "string", "\"text\"",
            "dateTime", "\"2026-01-02T03:04:05+02:00\"",
            "date", "\"2026-01-02\"",
            "time", "\"03:04:05\"",
            "duration", "\"PT5S\"");

    enum Mode {
        ECO,
        FULL
    }

    record Slot(Instant at, LocalDate day, LocalTime time, Duration length, Mode mode) {}

    record Plan(boolean on, int number, long big, float rough, double exact, String text, List<Slot> slots) {}

    record Reading(double temperature, Mode now) {}

    record Band(double low, double high) {}

    static final class Device {
        @DirectMethod
        Plan plan(Plan plan) {
            return plan;
        }

        @DirectMethod
        Map<String, Mode> modes(Map<String, Mode> modes) {
            return modes;
        }

        @DirectMethod
        void clear() {}

        @DesiredProperty("mode")
        void mode(Mode mode) {}

        @Telemetry(everySeconds = 3600)
        Reading reading() {
            return new Reading(21, Mode.FULL);
        }
    }

    @ModelComponent("thermostat1")
    static final class Thermostat {
        @DirectMethod
        Duration wait(@PayloadField("duration") Duration duration, @PayloadField("from") Instant from) {
            return duration;
        }

        @DesiredProperty("band")
        Band band(Band band) {
            return band;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void whatTheModelNamesTheDeviceHas(Transport transport, LocalHub hub, HubDevice device) throws Exception {
        try (DeviceAgent agent = Agents.builder(transport, hub, device, new Device(), new Thermostat())
                .modelId("dtmi:com:example:Greenhouse;1")
                .build()) {
            agent.start(Agents.SOON);
            assertThat(agent.model().leftOut()).isEmpty();
            assertThat(DtdlRules.broken(agent.model().json())).isEmpty();
            Map<String, JsonNode> interfaces = new HashMap<>();
            JSON.readTree(agent.model().json())
                    .forEach(document -> interfaces.put(document.path("@id").asText(), document));
            assertThat(interfaces).hasSize(2);
            use(device, interfaces.getOrDefault(agent.model().id(), MissingNode.getInstance()), "", interfaces);
        }
    }

    private static void use(HubDevice device, JsonNode document, String component, Map<String, JsonNode> interfaces)
            throws Exception {
        TreeSet<String> telemetry = new TreeSet<>();
        for (JsonNode content : document.path("contents")) {
            String name = content.path("name").asText();
            switch (content.path("@type").asText()) {
                case "Command" -> call(device, component.isEmpty() ? name : component + "*" + name, content);
                case "Property" -> set(device, component, name, example(content.path("schema")));
                case "Telemetry" -> telemetry.add(name);
                default ->
                    use(
                            device,
                            interfaces.getOrDefault(content.path("schema").asText(), MissingNode.getInstance()),
                            name,
                            interfaces);
            }
        }
        if (!telemetry.isEmpty()) {
            TelemetryMessage message = device.awaitTelemetry(any -> true, Agents.SOON);
            TreeSet<String> sent = new TreeSet<>();
            JSON.readTree(message.text()).fieldNames().forEachRemaining(sent::add);
            assertThat(sent).isEqualTo(telemetry);
        }
    }

    private static void call(HubDevice device, String name, JsonNode command) throws Exception {
        JsonNode request = command.path("request").path("schema");
        MethodResult result = device.invoke(
                name, request.isMissingNode() ? "null" : example(request).toString());
        assertThat(result.status()).as("%s: %s", name, result.payload()).isEqualTo(200);
        JsonNode response = command.path("response").path("schema");
        assertThat(kind(JSON.readTree(result.payload())))
                .as("%s: %s", name, result.payload())
                .isEqualTo(response.isMissingNode() ? "NULL" : kind(example(response)));
    }

    private static void set(HubDevice device, String component, String name, JsonNode value) throws Exception {
        ObjectNode patch = JSON.createObjectNode();
        (component.isEmpty() ? patch : patch.putObject(component).put("__t", "c")).set(name, value);
        device.patchDesired(patch.toString());
        await().atMost(Agents.SOON).untilAsserted(() -> {
            JsonNode reported = JSON.readTree(device.reported());
            JsonNode acknowledged = (component.isEmpty() ? reported : reported.path(component)).path(name);
            assertThat(acknowledged.path("ac").asInt()).as(name).isEqualTo(200);
            assertThat(acknowledged.path("value")).as(name).isEqualTo(value);
        });
    }

    private static String kind(JsonNode value) {
        return value.getNodeType().name();
    }

    /** A value by its schema and nothing else. */
    private static JsonNode example(JsonNode schema) throws JsonProcessingException {
        if (schema.isTextual()) {
            return JSON.readTree(EXAMPLES.get(schema.textValue()));
        }
        return switch (schema.path("@type").asText()) {
            case "Array" -> JSON.createArrayNode().add(example(schema.path("elementSchema")));
            case "Enum" -> schema.path("enumValues").path(0).path("enumValue");
            case "Map" ->
                JSON.createObjectNode()
                        .set("any", example(schema.path("mapValue").path("schema")));
            default -> {
                ObjectNode object = JSON.createObjectNode();
                for (JsonNode field : schema.path("fields")) {
                    object.set(field.path("name").asText(), example(field.path("schema")));
                }
                yield object;
            }
        };
    }
}
