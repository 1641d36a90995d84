package io.deckhand.core.internal.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.MethodException;
import io.deckhand.MethodRequest;
import io.deckhand.MethodResponse;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubFailure;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the caller of a direct method gets, for everything a handler can do. */
@LocalHubTest
class DirectMethodTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    record Interval(int seconds) {}

    record Accepted(String state, Instant at) {}

    /** A value that no JSON can hold. */
    public static final class Endless {
        public Endless getSelf() {
            return this;
        }
    }

    static final class Handlers {
        final AtomicInteger calls = new AtomicInteger();
        final CountDownLatch release = new CountDownLatch(1);
        volatile @Nullable String interrupted;

        @DirectMethod
        Accepted reboot() {
            return new Accepted("rebooting", Instant.parse("2026-01-02T03:04:05Z"));
        }

        @DirectMethod("SetTelemetryInterval")
        Interval setInterval(Interval wanted) {
            calls.incrementAndGet();
            if (wanted.seconds() < 1) {
                throw new MethodException(422, Map.of("code", "too-short"));
            }
            return wanted;
        }

        @DirectMethod
        @Nullable
        Object nothing() {
            return null;
        }

        @DirectMethod
        void noResult(MethodRequest request) {}

        @DirectMethod
        String secretive() {
            throw new IllegalStateException("the secret is 42");
        }

        @DirectMethod
        String fails() {
            throw new StackOverflowError("deep");
        }

        @DirectMethod
        String large() {
            return "x".repeat(200_000);
        }

        @DirectMethod
        Object notJson() {
            return new Endless();
        }

        @DirectMethod
        JsonNode tree(JsonNode payload) {
            return payload;
        }

        @DirectMethod
        Map<String, List<Integer>> generic(Map<String, List<Integer>> payload) {
            return payload;
        }

        @DirectMethod
        String text(String payload) {
            return payload;
        }

        @DirectMethod
        String optional(@Nullable Interval payload) {
            return payload == null ? "none" : "some";
        }

        @DirectMethod
        MethodResponse whole(MethodRequest request, DeviceAgent agent) {
            return MethodResponse.of(202, request.method() + " of " + agent.deviceId());
        }

        @DirectMethod
        CompletionStage<String> later() {
            return CompletableFuture.supplyAsync(() -> "later");
        }

        @DirectMethod(timeoutSeconds = 1)
        String slow() throws InterruptedException {
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted = "yes";
                throw e;
            }
            return "late";
        }

        @DirectMethod(queue = 0)
        String single() throws InterruptedException {
            calls.incrementAndGet();
            release.await();
            return "done";
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aRecordIsTheAnswer(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            assertThat(device.invoke("reboot", "null"))
                    .isEqualTo(new MethodResult(200, "{\"state\":\"rebooting\",\"at\":\"2026-01-02T03:04:05Z\"}"));
            assertThat(agent.methods().names()).contains("reboot", "SetTelemetryInterval");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void everyKindOfPayloadBinds(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            assertThat(device.invoke("SetTelemetryInterval", "{\"seconds\":7}"))
                    .isEqualTo(new MethodResult(200, "{\"seconds\":7}"));
            assertThat(device.invoke("tree", "[1,{\"a\":null}]").payload()).isEqualTo("[1,{\"a\":null}]");
            assertThat(device.invoke("generic", "{\"a\":[1,2]}").payload()).isEqualTo("{\"a\":[1,2]}");
            assertThat(device.invoke("text", "{\"a\":1}").payload()).isEqualTo("\"{\\\"a\\\":1}\"");
            assertThat(device.invoke("optional", "null").payload()).isEqualTo("\"none\"");
            assertThat(device.invoke("optional", "{\"seconds\":1}").payload()).isEqualTo("\"some\"");
            assertThat(device.invoke("later", "null").payload()).isEqualTo("\"later\"");
            assertThat(device.invoke("whole", "null"))
                    .isEqualTo(new MethodResult(202, "\"whole of " + agent.deviceId() + "\""));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void nullAndVoidAnswerNull(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            assertThat(device.invoke("nothing", "null")).isEqualTo(new MethodResult(200, "null"));
            assertThat(device.invoke("noResult", "{}")).isEqualTo(new MethodResult(200, "null"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void anUnknownMethodListsTheKnownOnes(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            MethodResult result = device.invoke("rebot", "null");
            assertThat(result.status()).isEqualTo(501);
            assertThat(result.payload())
                    .contains("\"code\":\"unknown-method\"", "No handler for direct method 'rebot'. Known: ", "reboot");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aPayloadOfTheWrongShapeIsRefusedWithItsPlace(Transport transport, LocalHub hub, HubDevice device) {
        Handlers handlers = new Handlers();
        try (DeviceAgent agent = Agents.started(transport, hub, device, handlers)) {
            assertRefused(device, "{\"seconds\":\"soon\"}", "payload.seconds", "a whole number");
            assertRefused(device, "{\"seconds\":1.5}", "payload.seconds", "a whole number");
            assertRefused(device, "{\"seconds\":null}", "payload.seconds", "a whole number");
            assertRefused(device, "{}", "payload.seconds", "a whole number");
            assertRefused(device, "{\"seconds\":1,\"minutes\":2}", "Unknown field 'minutes'", "Known: seconds");
            assertRefused(device, "[1]", "payload", "an object");
            assertRefused(device, "null", "There must be a payload");
            assertThat(handlers.calls).hasValue(0);
        }
    }

    private static void assertRefused(HubDevice device, String payload, String... parts) {
        MethodResult result = device.invoke("SetTelemetryInterval", payload);
        assertThat(result.status()).as(payload).isEqualTo(400);
        assertThat(result.payload()).contains(parts).doesNotContain("Interval", "java", "soon");
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aHandlerChoosesItsRefusal(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            assertThat(device.invoke("SetTelemetryInterval", "{\"seconds\":0}"))
                    .isEqualTo(new MethodResult(422, "{\"code\":\"too-short\"}"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aHandlerThatThrowsTellsItsCallerNothingButAnId(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            for (String method : List.of("secretive", "fails")) {
                MethodResult result = device.invoke(method, "null");
                assertThat(result.status()).isEqualTo(500);
                JsonNode body = JSON.readTree(result.payload());
                assertThat(body.path("code").asText()).isEqualTo("handler-failed");
                assertThat(body.path("id").asText()).isNotEmpty();
                assertThat(result.payload()).doesNotContain("42", "Exception", "Error", "secret");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void anAnswerTooLargeForTheHubCostsTheCallAndNotTheConnection(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            MethodResult result = device.invoke("large", "null");
            assertThat(result.status()).isEqualTo(500);
            assertThat(result.payload()).contains("answer-too-large", "131072");
            assertThat(device.invoke("reboot", "null").status()).isEqualTo(200);
            assertThat(hub.faults().connects(device)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void anAnswerThatIsNoJsonIsTheHandlersFailure(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            MethodResult result = device.invoke("notJson", "null");
            assertThat(result.status()).isEqualTo(500);
            assertThat(result.payload()).contains("answer-not-json");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aHandlerPastItsTimeIsInterruptedAndItsCallerToldSo(Transport transport, LocalHub hub, HubDevice device) {
        Handlers handlers = new Handlers();
        try (DeviceAgent agent = Agents.started(transport, hub, device, handlers)) {
            MethodResult result = device.invoke("slow", "null");
            assertThat(result.status()).isEqualTo(504);
            assertThat(result.payload()).contains("timed-out", "within 1 s");
            await().until(() -> handlers.interrupted != null);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aSlowHandlerDelaysNoOtherAndRefusesWhatItCannotQueue(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        Handlers handlers = new Handlers();
        try (DeviceAgent agent = Agents.started(transport, hub, device, handlers)) {
            CompletableFuture<MethodResult> first =
                    device.invokeAsync("single", "null", Duration.ofSeconds(20), Duration.ZERO);
            await().until(() -> handlers.calls.get() == 1);
            MethodResult second = device.invoke("single", "null");
            assertThat(second.status()).isEqualTo(429);
            assertThat(second.payload()).contains("busy");
            assertThat(device.invoke("reboot", "null").status()).isEqualTo(200);
            handlers.release.countDown();
            assertThat(first.get(20, TimeUnit.SECONDS).payload()).isEqualTo("\"done\"");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void closingAnswersTheCallsThatStillRun(Transport transport, LocalHub hub, HubDevice device) throws Exception {
        Handlers handlers = new Handlers();
        CompletableFuture<MethodResult> running;
        try (DeviceAgent agent = Agents.started(transport, hub, device, handlers)) {
            running = device.invokeAsync("single", "null", Duration.ofSeconds(20), Duration.ZERO);
            await().until(() -> handlers.calls.get() == 1);
        }
        MethodResult result = running.get(20, TimeUnit.SECONDS);
        assertThat(result.status()).isEqualTo(503);
        assertThat(result.payload()).contains("closing");
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void handlersComeAndGoWhileTheAgentRuns(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            agent.methods().add("ping", request -> "pong " + request.payload());
            assertThat(device.invoke("ping", "1").payload()).isEqualTo("\"pong 1\"");
            assertThatThrownBy(() -> agent.methods().add("ping", request -> null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'ping' has a handler already");
            assertThatThrownBy(() -> agent.methods().add("a/b", request -> null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'a/b' is not a valid name");
            assertThat(agent.methods().remove("ping")).isTrue();
            assertThat(agent.methods().remove("ping")).isFalse();
            assertThat(device.invoke("ping", "1").status()).isEqualTo(501);
        }
    }

    @Test
    void aDeviceThatIsAwayIsOfflineToItsCaller(LocalHub hub, HubDevice device) {
        Agents.started(hub, device, new Handlers()).close();
        await().until(() -> !device.isConnected());
        assertThatThrownBy(() -> device.invoke("reboot", "null"))
                .isInstanceOfSatisfying(
                        HubFailure.class,
                        failure -> assertThat(failure.errorCode()).isEqualTo(404103));
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aCallerThatWaitsTooShortGetsAGatewayTimeout(Transport transport, LocalHub hub, HubDevice device) {
        Handlers handlers = new Handlers();
        try (DeviceAgent agent = Agents.started(transport, hub, device, handlers)) {
            assertThatThrownBy(() -> device.invoke("single", "null", Duration.ofMillis(300), Duration.ZERO))
                    .isInstanceOfSatisfying(
                            HubFailure.class,
                            failure -> assertThat(failure.errorCode()).isEqualTo(504101));
            handlers.release.countDown(); // a late answer disturbs nobody
            assertThat(device.invoke("reboot", "null").status()).isEqualTo(200);
        }
    }
}
