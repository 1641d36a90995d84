package io.deckhand.core.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.deckhand.AgentException;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DeviceModel;
import io.deckhand.DirectMethod;
import io.deckhand.MethodRequest;
import io.deckhand.MethodResponse;
import io.deckhand.ModelComponent;
import io.deckhand.PayloadField;
import io.deckhand.Telemetry;
import io.deckhand.core.AgentBuilder;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What the model of an agent says of its handlers. Every one is held against the published rules. */
class ModelTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "dtmi:com:example:Greenhouse;1";

    private static DeviceModel model(Object... handlers) throws JsonProcessingException {
        return model(builder -> builder.modelId(ID), handlers);
    }

    private static DeviceModel model(UnaryOperator<AgentBuilder> options, Object... handlers)
            throws JsonProcessingException {
        AgentBuilder builder = AgentBuilder.forConnectionString("HostName=no.hub;DeviceId=d1;SharedAccessKey=c2VjcmV0");
        try (DeviceAgent agent = options.apply(builder.handlers(handlers)).build()) {
            DeviceModel model = agent.model();
            assertThat(DtdlRules.broken(model.json())).as(model.json()).isEmpty();
            return model;
        }
    }

    /** One element of the first interface. */
    private static JsonNode content(DeviceModel model, String name) throws JsonProcessingException {
        for (JsonNode content : JSON.readTree(model.json()).path(0).path("contents")) {
            if (content.path("name").asText().equals(name)) {
                return content;
            }
        }
        throw new AssertionError("no " + name + " in " + model);
    }

    enum Mode {
        ECO,
        @JsonProperty("full-power")
        FULL
    }

    record Slot(LocalTime from, Duration length, Optional<Mode> mode) {}

    record Plan(
            boolean on,
            short small,
            int number,
            long big,
            float rough,
            double exact,
            String text,
            UUID id,
            Instant at,
            LocalDate day,
            List<Slot> slots,
            List<Integer> counts,
            Map<Mode, Double> levels) {}

    static final class Planner {
        @DirectMethod(description = "Takes a plan.")
        CompletionStage<Optional<Mode>> plan(Plan plan) {
            return CompletableFuture.completedFuture(Optional.of(Mode.ECO));
        }

        @DirectMethod
        int[] every(
                @PayloadField("interval") Duration interval,
                @PayloadField("unit") Optional<String> unit,
                DeviceAgent agent) {
            return new int[0];
        }
    }

    @Test
    void aMethodIsACommandOfWhatItTakesAndGives() throws Exception {
        DeviceModel model = model(new Planner());
        assertThat(model.leftOut()).isEmpty();
        assertThat(model.id()).isEqualTo(ID);
        assertThat(content(model, "plan")).isEqualTo(JSON.readTree("""
                {"@type": "Command", "name": "plan", "description": "Takes a plan.",
                 "request": {"name": "request", "schema": {"@type": "Object", "fields": [
                   {"name": "on", "schema": "boolean"},
                   {"name": "small", "schema": "integer"},
                   {"name": "number", "schema": "integer"},
                   {"name": "big", "schema": "long"},
                   {"name": "rough", "schema": "float"},
                   {"name": "exact", "schema": "double"},
                   {"name": "text", "schema": "string"},
                   {"name": "id", "schema": "string"},
                   {"name": "at", "schema": "dateTime"},
                   {"name": "day", "schema": "date"},
                   {"name": "slots", "schema": {"@type": "Array", "elementSchema": {"@type": "Object", "fields": [
                     {"name": "from", "schema": "time"},
                     {"name": "length", "schema": "duration"},
                     {"name": "mode", "schema": {"@type": "Enum", "valueSchema": "string", "enumValues": [
                       {"name": "ECO", "enumValue": "ECO"}, {"name": "FULL", "enumValue": "full-power"}]}}]}}},
                   {"name": "counts", "schema": {"@type": "Array", "elementSchema": "integer"}},
                   {"name": "levels", "schema": {"@type": "Map",
                     "mapKey": {"name": "key", "schema": "string"},
                     "mapValue": {"name": "value", "schema": "double"}}}]}},
                 "response": {"name": "response",
                   "schema": {"@type": "Enum", "valueSchema": "string", "enumValues": [
                     {"name": "ECO", "enumValue": "ECO"}, {"name": "FULL", "enumValue": "full-power"}]}}}"""));
        assertThat(content(model, "every")).isEqualTo(JSON.readTree("""
                {"@type": "Command", "name": "every",
                 "request": {"name": "request", "schema": {"@type": "Object", "fields": [
                   {"name": "interval", "schema": "duration"}, {"name": "unit", "schema": "string"}]}},
                 "response": {"name": "response", "schema": {"@type": "Array", "elementSchema": "integer"}}}"""));
    }

    record Reading(double temperature, int humidity) {}

    @ModelComponent("thermostat1")
    static final class Thermostat {
        @DirectMethod
        int getMaxMinReport(Instant since) {
            return 1;
        }

        @DirectMethod(longRunning = true)
        String update(String any) {
            return "";
        }

        @DirectMethod(longRunning = true)
        String calibrate() {
            return "";
        }

        @DesiredProperty("target")
        double target(Optional<Double> celsius) {
            return celsius.orElse(20.0);
        }

        @Telemetry(everySeconds = 60)
        Reading reading() {
            return new Reading(21, 50);
        }
    }

    static final class Device {
        @DesiredProperty("mode")
        void mode(Mode mode) {}

        @DesiredProperty("mode")
        void alsoMode(Mode mode) {}

        @Telemetry(everySeconds = 60)
        Reading inside() {
            return new Reading(21, 50);
        }

        @Telemetry(everySeconds = 60)
        Reading outside() {
            return new Reading(12, 70);
        }
    }

    @Test
    void aComponentIsAnInterfaceThatTheDevicesNames() throws Exception {
        DeviceModel model = model(new Thermostat(), new Device());
        assertThat(JSON.readTree(model.json())).isEqualTo(JSON.readTree("""
                [{"@context": "dtmi:dtdl:context;2", "@id": "dtmi:com:example:Greenhouse;1", "@type": "Interface",
                  "contents": [
                    {"@type": "Component", "name": "thermostat1", "schema": "dtmi:com:example:Greenhouse:thermostat1;1"},
                    {"@type": "Property", "name": "mode", "writable": true,
                     "schema": {"@type": "Enum", "valueSchema": "string", "enumValues": [
                       {"name": "ECO", "enumValue": "ECO"}, {"name": "FULL", "enumValue": "full-power"}]}},
                    {"@type": "Telemetry", "name": "temperature", "schema": "double"},
                    {"@type": "Telemetry", "name": "humidity", "schema": "integer"}]},
                 {"@context": "dtmi:dtdl:context;2", "@id": "dtmi:com:example:Greenhouse:thermostat1;1",
                  "@type": "Interface",
                  "comment": "Left out, because the language cannot express it: Direct method 'thermostat1*update'",
                  "contents": [
                    {"@type": "Property", "name": "target", "writable": true, "schema": "double"},
                    {"@type": "Telemetry", "name": "temperature", "schema": "double"},
                    {"@type": "Telemetry", "name": "humidity", "schema": "integer"},
                    {"@type": "Command", "name": "calibrate",
                     "response": {"name": "response", "schema": {"@type": "Object", "fields": [
                       {"name": "operationId", "schema": "string"}, {"name": "status", "schema": "string"}]}}},
                    {"@type": "Command", "name": "getMaxMinReport",
                     "request": {"name": "request", "schema": "dateTime"},
                     "response": {"name": "response", "schema": "integer"}}]}]"""));
    }

    record Loop(List<Loop> inner) {}

    record Level5(int x) {}

    record Level4(Level5 next) {}

    record Level3(Level4 next) {}

    record Level2(Level3 next) {}

    record Level1(Level2 next) {}

    record Above(Level1 next) {}

    record Price(BigDecimal amount) {}

    record Spoken(
            @JsonFormat(shape = JsonFormat.Shape.NUMBER) Duration length) {}

    record Odd(@JsonProperty("a b") int x) {}

    static final class Unsaid {
        @DirectMethod
        void deepEnough(Level1 five) {}

        @DirectMethod
        void tooDeep(Above six) {}

        @DirectMethod
        void endless(Loop loop) {}

        @DirectMethod
        void price(Price price) {}

        @DirectMethod
        void local(LocalDateTime at) {}

        @DirectMethod
        void spoken(Spoken spoken) {}

        @DirectMethod
        void odd(Odd odd) {}

        @DirectMethod
        void bytes(byte[] any) {}

        @DirectMethod
        void tree(JsonNode any) {}

        @DirectMethod
        void map(Map<String, Object> any) {}

        @DirectMethod("re-boot")
        void reboot() {}

        @DirectMethod
        MethodResponse whole(MethodRequest request) {
            return MethodResponse.ok("");
        }

        @DesiredProperty("climate.target")
        void target(double celsius) {}

        @DesiredProperty
        void all(Map<String, Object> section) {}

        @DesiredProperty("list")
        void list(List<String> values) {}

        @DesiredProperty("other")
        String other(int value) {
            return "";
        }

        @DesiredProperty("deepEnough")
        void twice(int value) {}

        @Telemetry(everySeconds = 60)
        double plain() {
            return 1;
        }
    }

    @Test
    void whatTheLanguageHasNoWordsForIsLeftOutAndListed() throws Exception {
        DeviceModel model = model(new Unsaid());
        String any = "it may be any JSON, which has no schema. Take a record";
        assertThat(model.leftOut())
                .containsExactly(
                        "Desired property '(all desired properties)': a listener to all of them acknowledges none. Name "
                                + "one.",
                        "Desired property 'list': properties may not hold arrays. Use a Map.",
                        "Desired property 'other': it returns a value of another schema than it takes. Make them one.",
                        "Desired property 'climate.target': a property of a model has a name and no path. Make its first "
                                + "name that of a component.",
                        "Telemetry source 'plain': the messages of a model are objects with known fields. Return a "
                                + "record.",
                        "Direct method 'bytes': " + any + ", or fields by @PayloadField.",
                        "Direct method 'deepEnough': there is another 'deepEnough', a Property, and names are unique. "
                                + "Rename one.",
                        "Direct method 'endless': field 'inner': field 'inner': field 'inner': more than 5 levels are "
                                + "nested. Make it flatter.",
                        "Direct method 'local': LocalDateTime has no schema. Use Instant, LocalDate or LocalTime.",
                        "Direct method 'map': Object has no schema. Use a record.",
                        "Direct method 'odd': 'a b' is not a valid name for a field of a model. It must be 1 to 64 "
                                + "letters, digits "
                                + "and underscores, begin with a letter and not end with an underscore.",
                        "Direct method 'price': field 'amount': BigDecimal has no schema. Use double or long.",
                        "Direct method 're-boot': 're-boot' is not a valid name for a Command of a model. It must "
                                + "be 1 to 64 "
                                + "letters, digits and underscores, begin with a letter and not end with an underscore.",
                        "Direct method 'spoken': Spoken has no schema. Use a record.",
                        "Direct method 'tooDeep': field 'next': field 'next': field 'next': field 'next': field 'next': "
                                + "more than 5 levels are nested. Make it flatter.",
                        "Direct method 'tree': JsonNode has no schema. Use a record.",
                        "Direct method 'whole', request: " + any + ", or fields by @PayloadField.",
                        "Direct method 'whole', response: what it answers is decided when it runs. Return a record.");
        assertThat(JSON.readTree(model.json()).path(0).path("comment").asText())
                .startsWith("Left out, because the language cannot express it: Desired property '(all desired "
                        + "properties)'; Desired property 'list'")
                .endsWith("...");
        assertThat(content(model, "whole")).isEqualTo(JSON.readTree("{\"@type\": \"Command\", \"name\": \"whole\"}"));
    }

    static final class FiveLevels {
        @DirectMethod
        void deepEnough(Level1 five) {}
    }

    @Test
    void fiveLevelsMayBeNested() throws Exception {
        assertThat(model(new FiveLevels()).leftOut()).isEmpty();
    }

    record Wait(Duration forTime, int maxCount) {}

    static final class Waiter {
        @DirectMethod
        Wait hold(Wait wait) {
            return wait;
        }

        @DirectMethod
        Duration rest() {
            return Duration.ZERO;
        }
    }

    /** Jackson's own default is to write times as numbers, and to read both. */
    @Test
    void theMapperOfTheApplicationDecidesOnNamesAndTimes() throws Exception {
        JsonMapper own = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .findAndAddModules()
                .build();
        DeviceModel numbers = model(builder -> builder.modelId(ID).objectMapper(own), new Waiter());
        String hasItsWay =
                "the ObjectMapper uses another form for Duration. Let it be the duration of the language, such as "
                        + "\"PT1M30S\".";
        assertThat(numbers.leftOut())
                .containsExactly(
                        "Direct method 'hold', response: field 'for_time': " + hasItsWay,
                        "Direct method 'rest', response: " + hasItsWay);
        assertThat(content(numbers, "hold").path("request").path("schema").path("fields"))
                .isEqualTo(JSON.readTree(
                        "[{\"name\": \"for_time\", \"schema\": \"duration\"}, {\"name\": \"max_count\", \"schema\": "
                                + "\"integer\"}]"));
        own.disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
        DeviceModel texts = model(builder -> builder.modelId(ID).objectMapper(own), new Waiter());
        assertThat(texts.leftOut()).isEmpty();
        assertThat(content(texts, "rest").path("response").path("schema").asText())
                .isEqualTo("duration");
    }

    @Test
    void methodsThatComeAndGoDoSoInTheModel() throws Exception {
        AgentBuilder builder = AgentBuilder.forConnectionString("HostName=no.hub;DeviceId=d1;SharedAccessKey=c2VjcmV0");
        Thermostat thermostat = new Thermostat();
        try (DeviceAgent agent = builder.modelId(ID)
                .handlers(new FiveLevels())
                .describeMethods(true)
                .build()) {
            agent.methods().addHandlers(new Waiter());
            agent.methods().add("ping", request -> "pong");
            assertThat(names(agent.model())).containsExactly("deepEnough", "hold", "ping", "rest");
            assertThat(DtdlRules.broken(agent.model().json())).isEmpty();
            agent.methods().remove("hold");
            assertThat(names(agent.model())).containsExactly("deepEnough", "ping", "rest");
        }
        assertThatThrownBy(() -> model(options -> options, thermostat))
                .isInstanceOf(AgentException.class)
                .hasMessage("The agent announces no model, so there is no id for its description. Set one, as in "
                        + "AgentBuilder.modelId(\"dtmi:com:example:Thermostat;1\").");
    }

    private static List<String> names(DeviceModel model) throws JsonProcessingException {
        List<String> names = new ArrayList<>();
        JSON.readTree(model.json())
                .path(0)
                .path("contents")
                .forEach(content -> names.add(content.path("name").asText()));
        return names;
    }

    @Test
    void aComponentThatNoIdIsLeftForIsLeftOutWithAllItHas() throws Exception {
        String longest = "dtmi:com:" + "x".repeat(117) + ";1";
        DeviceModel model = model(builder -> builder.modelId(longest), new Thermostat());
        assertThat(((ArrayNode) JSON.readTree(model.json()))).hasSize(1);
        assertThat(model.leftOut())
                .hasSize(6)
                .startsWith(
                        "Component 'thermostat1': with its name, the model's id is longer than an interface may have. "
                                + "Choose a shorter one.")
                .contains("Desired property 'thermostat1.target': its component is left out.");
    }
}
