package io.deckhand.core.internal.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.impl.LaissezFaireSubTypeValidator;
import io.deckhand.Deadline;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.MethodException;
import io.deckhand.MethodRequest;
import io.deckhand.PayloadField;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a payload may become, what a result may be, and what is refused. */
@LocalHubTest
class BindingTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = 20261121;

    /** A class as Jackson has always bound them. */
    public static final class Pojo {
        private int level;
        private String label = "";

        public int getLevel() {
            return level;
        }

        public void setLevel(int level) {
            this.level = level;
        }

        public String getLabel() {
            return label;
        }

        public void setLabel(String label) {
            this.label = label;
        }
    }

    record Times(Instant at, Duration every, LocalTime start) {}

    record Named(String deviceName, int maxLevel) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    record Classed(int value) {}

    static final class Handlers {
        @DirectMethod
        Pojo pojo(Pojo payload) {
            return payload;
        }

        @DirectMethod
        Times times(Times payload) {
            return payload;
        }

        @DirectMethod
        int total(List<Map<String, Integer>> payload) {
            return payload.stream()
                    .flatMap(map -> map.values().stream())
                    .mapToInt(Integer::intValue)
                    .sum();
        }

        @DirectMethod
        int bytes(byte[] payload) {
            return payload.length;
        }

        @DirectMethod
        JsonNode tree(JsonNode payload) {
            return payload;
        }

        @DirectMethod
        String perhaps(Optional<Named> payload) {
            return payload.map(Named::deviceName).orElse("nobody");
        }

        @DirectMethod
        String fields(
                @PayloadField("interval") Duration interval,
                @PayloadField("unit") Optional<String> unit,
                @PayloadField("note") @Nullable String note,
                @PayloadField("levels") List<Integer> levels) {
            return interval + " " + unit.orElse("-") + " " + note + " " + levels;
        }

        @DirectMethod
        String all(Named payload, MethodRequest request, DeviceAgent agent, Deadline deadline) {
            return payload.deviceName() + " " + request.method() + " "
                    + agent.deviceId().isEmpty() + " " + deadline.isPast();
        }

        @DirectMethod
        Optional<Named> maybe(boolean wanted) {
            return wanted ? Optional.of(new Named("n", 1)) : Optional.empty();
        }

        @DirectMethod
        CompletionStage<Optional<String>> laterMaybe() {
            return CompletableFuture.supplyAsync(() -> Optional.of("later"));
        }

        @DirectMethod
        CompletionStage<String> laterFails() {
            return CompletableFuture.supplyAsync(() -> {
                throw MethodException.of(418, "teapot", "Short and stout.");
            });
        }

        @DirectMethod
        int classed(Classed payload) {
            return payload.value();
        }

        @DirectMethod
        BigDecimal big(BigDecimal payload) {
            return payload;
        }
    }

    private static void assertAnswer(HubDevice device, String method, String payload, String answer) {
        assertThat(device.invoke(method, payload)).as(method).isEqualTo(new MethodResult(200, answer));
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void payloadsAndResultsAreWhatTheHandlerSays(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            assertAnswer(device, "pojo", "{\"level\":3,\"label\":\"x\"}", "{\"level\":3,\"label\":\"x\"}");
            String times = "{\"at\":\"2026-01-02T03:04:05Z\",\"every\":\"PT1M30S\",\"start\":\"06:30:00\"}";
            assertAnswer(device, "times", times, times);
            assertAnswer(device, "total", "[{\"a\":1},{\"b\":2,\"c\":3}]", "6");
            assertAnswer(device, "bytes", "{\"a\":1}", "7");
            assertAnswer(device, "tree", "{\"a\":[null,1.50]}", "{\"a\":[null,1.5]}");
            assertAnswer(device, "perhaps", "null", "\"nobody\"");
            assertAnswer(device, "perhaps", "{\"deviceName\":\"d\",\"maxLevel\":1}", "\"d\"");
            assertAnswer(device, "all", "{\"deviceName\":\"d\",\"maxLevel\":1}", "\"d all false false\"");
            assertAnswer(device, "maybe", "true", "{\"deviceName\":\"n\",\"maxLevel\":1}");
            assertAnswer(device, "maybe", "false", "null");
            assertAnswer(device, "laterMaybe", "null", "\"later\"");
            assertThat(device.invoke("laterFails", "null").status()).isEqualTo(418);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void fieldsBindToParametersWithoutARecord(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            assertAnswer(device, "fields", "{\"interval\":\"PT5S\",\"levels\":[1,2]}", "\"PT5S - null [1, 2]\"");
            assertAnswer(
                    device,
                    "fields",
                    "{\"interval\":\"PT5S\",\"levels\":[],\"unit\":\"C\",\"note\":\"n\"}",
                    "\"PT5S C n []\"");
            assertThat(device.invoke("fields", "{\"levels\":[]}"))
                    .isEqualTo(refusal(
                            "payload-missing",
                            "payload.interval",
                            "At payload.interval there must be a duration in ISO 8601, as \\\"PT30S\\\"."));
            assertThat(device.invoke("fields", "{\"interval\":\"PT5S\",\"levels\":[1,\"x\"]}"))
                    .isEqualTo(refusal(
                            "payload-mismatch",
                            "payload.levels[1]",
                            "At payload.levels[1] there must be a whole number in range."));
            assertThat(device.invoke("fields", "{\"interval\":\"PT5S\",\"levels\":[],\"Unit\":\"C\"}"))
                    .isEqualTo(refusal(
                            "payload-mismatch",
                            "payload.Unit",
                            "Unknown field 'Unit' at payload. Known: interval, levels, note, unit."));
            assertThat(device.invoke("fields", "[1]").status()).isEqualTo(400);
            assertThat(device.invoke("fields", "{\"interval\":\"PT5S\",\"levels\":[],\"note\":7}"))
                    .isEqualTo(refusal("payload-mismatch", "payload.note", "The value at payload.note is not text."));
        }
    }

    private static MethodResult refusal(String code, String path, String message) {
        return new MethodResult(
                400,
                "{\"code\":\"" + code + "\",\"message\":\"" + message + "\",\"details\":[{\"path\":\"" + path
                        + "\",\"message\":\"" + message + "\"}]}");
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void noCallerChoosesAClass(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            MethodResult result =
                    device.invoke("classed", "{\"@class\":\"" + Classed.class.getName() + "\",\"value\":1}");
            assertThat(result.status()).isEqualTo(400);
            assertThat(result.payload()).doesNotContain("deckhand");
        }
        ObjectMapper typed = new ObjectMapper().activateDefaultTyping(LaissezFaireSubTypeValidator.instance);
        assertThatThrownBy(() -> Agents.builder(transport, hub, device, new Handlers())
                        .objectMapper(typed)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("default typing");
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void theMapperCanBeTheApplicationsOwn(Transport transport, LocalHub hub, HubDevice device) {
        ObjectMapper own = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .findAndAddModules()
                .build();
        try (DeviceAgent agent = Agents.builder(transport, hub, device, new Handlers())
                .objectMapper(own)
                .build()) {
            agent.start(Agents.SOON);
            assertAnswer(device, "perhaps", "{\"device_name\":\"d\",\"max_level\":1,\"more\":2}", "\"d\"");
            assertAnswer(device, "maybe", "true", "{\"device_name\":\"n\",\"max_level\":1}");
            assertAnswer(device, "fields", "{\"interval\":\"PT5S\",\"levels\":[],\"unknown\":1}", "\"PT5S - null []\"");
        }
    }

    record Config(int level) {}

    abstract static class Configurable<T, L> {
        @DirectMethod
        T configure(T config) {
            return config;
        }

        @DirectMethod
        int count(List<L> all, DeviceAgent agent) {
            return all.size();
        }

        @DirectMethod
        L first(@PayloadField("all") Optional<L> all) {
            return all.orElseThrow();
        }
    }

    static final class Pump extends Configurable<Config, Config> {}

    @Test
    void aTypeVariableIsWhatTheClassOfTheObjectBindsItTo(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device, new Pump())) {
            assertAnswer(device, "configure", "{\"level\":3}", "{\"level\":3}");
            assertAnswer(device, "count", "[{\"level\":3}]", "1");
            assertAnswer(device, "first", "{\"all\":{\"level\":3}}", "{\"level\":3}");
            assertThat(device.invoke("configure", "{\"level\":\"x\"}").status()).isEqualTo(400);
        }
    }

    record Wheel(@Min(10) int inches) {}

    record Car(@NotBlank String name, @Valid @Size(max = 2) List<Wheel> wheels) {}

    static final class Validated {
        volatile boolean called;

        @DirectMethod
        String car(Car car) {
            called = true;
            return car.name();
        }

        @DirectMethod
        int speed(@PayloadField("speed") @Max(120) int speed, @PayloadField("car") Optional<@Valid Car> car) {
            return speed;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void everyViolatedConstraintIsListedWithItsPath(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        Validated handlers = new Validated();
        try (DeviceAgent agent = Agents.started(transport, hub, device, handlers)) {
            JsonNode refused = invalid(
                    device, "car", "{\"name\":\" \",\"wheels\":[{\"inches\":12},{\"inches\":9},{\"inches\":8}]}");
            assertThat(paths(refused))
                    .containsExactly(
                            "payload.name", "payload.wheels", "payload.wheels[1].inches", "payload.wheels[2].inches");
            assertThat(refused.path("code").textValue()).isEqualTo("payload-invalid");
            assertThat(handlers.called).isFalse();
            assertThat(paths(invalid(device, "speed", "{\"speed\":121}"))).containsExactly("payload.speed");
            assertThat(paths(invalid(device, "speed", "{\"speed\":1,\"car\":{\"name\":\"\",\"wheels\":[]}}")))
                    .containsExactly("payload.car.name");
            assertAnswer(device, "car", "{\"name\":\"beetle\",\"wheels\":[]}", "\"beetle\"");
        }
    }

    private static JsonNode invalid(HubDevice device, String method, String payload) throws Exception {
        MethodResult result = device.invoke(method, payload);
        assertThat(result.status()).as(result.payload()).isEqualTo(400);
        return JSON.readTree(result.payload());
    }

    private static List<String> paths(JsonNode refusal) {
        List<String> paths = new ArrayList<>();
        refusal.path("details").forEach(detail -> paths.add(detail.path("path").textValue()));
        return paths;
    }

    /** Seeded: whatever arrives gets a documented answer, and the method answers the next call as before. */
    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void noPayloadEndsAMethodOrGetsAnotherAnswerThanADocumentedOne(
            Transport transport, LocalHub hub, HubDevice device) {
        Random random = new Random(SEED);
        List<String> methods = List.of("pojo", "times", "total", "bytes", "tree", "perhaps", "fields", "all", "big");
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            for (int i = 0; i < 400; i++) {
                String method = methods.get(random.nextInt(methods.size()));
                String payload = arbitrary(random, 0);
                MethodResult result = device.invoke(method, payload);
                assertThat(result.status())
                        .as("%s with %s: %s", method, payload, result)
                        .isIn(200, 400);
            }
            for (String method : methods) {
                assertThat(device.invoke(method, "{}").status()).isIn(200, 400);
            }
            assertThat(agent.health().lateResults()).isZero();
            assertThat(hub.faults().connects(device)).isEqualTo(1);
        }
    }

    private static String arbitrary(Random random, int depth) {
        List<String> leaves = List.of(
                "null",
                "true",
                "0",
                "-1",
                "1.5",
                "1e400",
                "1e-400",
                "99999999999999999999",
                "\"\"",
                "\"PT5S\"",
                "\"x\"");
        List<String> names = List.of("level", "label", "at", "every", "start", "deviceName", "maxLevel", "interval");
        int kind = depth > 4 ? 0 : random.nextInt(4);
        if (kind <= 1) {
            return leaves.get(random.nextInt(leaves.size()));
        }
        List<String> parts = new ArrayList<>();
        for (String name : names.subList(0, random.nextInt(names.size()))) {
            String value = arbitrary(random, depth + 1);
            parts.add(kind == 2 ? value : "\"" + name + "\":" + value);
        }
        return kind == 2 ? "[" + String.join(",", parts) + "]" : "{" + String.join(",", parts) + "}";
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void theLargestPayloadOfTheHubBinds(Transport transport, LocalHub hub, HubDevice device) {
        String text = "x".repeat(120 * 1024);
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            assertThat(device.invoke("bytes", "\"" + text + "\"").payload())
                    .isEqualTo(String.valueOf(("\"" + text + "\"").getBytes(StandardCharsets.UTF_8).length));
        }
    }
}
