package io.deckhand.core.internal.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.MethodException;
import io.deckhand.PayloadField;
import io.deckhand.Progress;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An operation is accepted at once; what becomes of it is in the twin, whatever happens to the connection. */
@LocalHubTest
class LongRunningMethodTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static final class Firmware {
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicInteger runs = new AtomicInteger();
        final List<String> ended = new CopyOnWriteArrayList<>();

        @DirectMethod(longRunning = true, queue = 1)
        String update(@PayloadField("version") String version, Progress progress) throws InterruptedException {
            runs.incrementAndGet();
            progress.report(40, "writing " + version);
            try {
                release.await();
            } catch (InterruptedException e) {
                ended.add("interrupted " + progress.isCancelled());
                throw e;
            }
            progress.report(90, "checking");
            return version;
        }

        @DirectMethod(longRunning = true)
        int count() {
            return runs.incrementAndGet();
        }

        @DirectMethod(longRunning = true)
        String large() {
            return "x".repeat(3000);
        }

        @DirectMethod(longRunning = true)
        List<Object> notForATwin() {
            return Arrays.asList(1, null);
        }

        @DirectMethod(longRunning = true)
        void fails() {
            throw new IllegalStateException("secret");
        }

        @DirectMethod(longRunning = true)
        void refuses() {
            throw MethodException.of(409, "in-use", "Not now.");
        }
    }

    /** Ends early without an exception, as a careful handler does. */
    static final class Careful {
        final CountDownLatch halfDone = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);

        @DirectMethod(longRunning = true)
        String untilCancelled(Progress progress) {
            progress.report(50, "half of it");
            halfDone.countDown();
            while (!progress.isCancelled()) {
                Thread.onSpinWait();
            }
            return "rolled back";
        }

        @DirectMethod(longRunning = true)
        String untilInterrupted(Progress progress) {
            progress.report(50, "half of it");
            halfDone.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                return "rolled back";
            }
            return "done";
        }

        @DirectMethod(longRunning = true)
        String heedless(Progress progress) {
            progress.report(50, "half of it");
            halfDone.countDown();
            while (goOn.getCount() > 0) {
                Thread.onSpinWait();
            }
            return "done";
        }

        @DirectMethod(longRunning = true, timeoutSeconds = 1)
        String slow(Progress progress) throws InterruptedException {
            progress.report(50, "half of it");
            new CountDownLatch(1).await();
            return "done";
        }

        @DirectMethod(longRunning = true, timeoutSeconds = 1)
        String slowAndCareful(Progress progress) {
            progress.report(50, "half of it");
            while (!progress.isCancelled()) {
                Thread.onSpinWait();
            }
            return "rolled back";
        }
    }

    @ParameterizedTest
    @CsvSource({"MQTT, untilCancelled", "MQTT, untilInterrupted", "AMQPS, untilCancelled", "AMQPS, untilInterrupted"})
    void oneThatReturnsBecauseItWasCancelledIsCancelledAtTheLastPercentReported(
            Transport transport, String method, LocalHub hub, HubDevice device) throws InterruptedException {
        Careful careful = new Careful();
        try (DeviceAgent agent = Agents.started(transport, hub, device, careful)) {
            String id = begun(device, method, "null");
            careful.halfDone.await();
            assertThat(device.invoke("deckhand.cancel", "{\"operationId\":\"" + id + "\"}")
                            .status())
                    .isEqualTo(202);
            awaitStatus(device, id, "cancelled");
            assertThat(reported(device, id).path("percent").intValue()).isEqualTo(50);
            assertThat(reported(device, id).path("result").textValue()).isEqualTo("rolled back");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void oneThatHadDoneItsWorkBeforeItNoticedHasSucceeded(Transport transport, LocalHub hub, HubDevice device)
            throws InterruptedException {
        Careful careful = new Careful();
        try (DeviceAgent agent = Agents.started(transport, hub, device, careful)) {
            String id = begun(device, "heedless", "null");
            careful.halfDone.await();
            device.invoke("deckhand.cancel", "{\"operationId\":\"" + id + "\"}");
            careful.goOn.countDown();
            awaitStatus(device, id, "succeeded");
            assertThat(reported(device, id).path("percent").intValue()).isEqualTo(100);
        }
    }

    @ParameterizedTest
    @CsvSource({"MQTT, slow", "MQTT, slowAndCareful", "AMQPS, slow", "AMQPS, slowAndCareful"})
    void oneThatRunsPastItsTimeHasFailed(Transport transport, String method, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Careful())) {
            String id = begun(device, method, "null");
            awaitStatus(device, id, "failed");
            assertThat(reported(device, id).path("error").path("code").textValue())
                    .isEqualTo("timed-out");
            assertThat(reported(device, id).path("error").path("message").textValue())
                    .isEqualTo("It did not finish within 1 s.");
            assertThat(reported(device, id).path("percent").intValue()).isEqualTo(50);
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String begun(HubDevice device, String method, String payload) {
        MethodResult result = device.invoke(method, payload);
        assertThat(result.status()).as(result.payload()).isEqualTo(202);
        return tree(result.payload()).path("operationId").textValue();
    }

    private static JsonNode reported(HubDevice device, String id) {
        return tree(device.reported()).path("deckhand").path("operations").path(id);
    }

    private static void awaitStatus(HubDevice device, String id, String status) {
        await().atMost(Agents.SOON)
                .until(() -> reported(device, id).path("status").asText().equals(status));
    }

    private static JsonNode asked(HubDevice device, String id) {
        MethodResult result = device.invoke("deckhand.operation", "{\"operationId\":\"" + id + "\"}");
        assertThat(result.status()).as(result.payload()).isEqualTo(200);
        return tree(result.payload());
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void itsCallerIsAnsweredAtOnceAndProgressAndResultAreInTheTwin(
            Transport transport, LocalHub hub, HubDevice device) {
        Firmware firmware = new Firmware();
        try (DeviceAgent agent = Agents.started(transport, hub, device, firmware)) {
            String id = begun(device, "update", "{\"version\":\"1.4\"}");
            await().atMost(Agents.SOON)
                    .until(() -> reported(device, id).path("message").asText().equals("writing 1.4"));
            assertThat(reported(device, id).path("status").textValue()).isEqualTo("running");
            assertThat(reported(device, id).path("percent").intValue()).isEqualTo(40);
            assertThat(asked(device, id).path("method").textValue()).isEqualTo("update");
            hub.faults().cut(device);
            firmware.release.countDown();
            awaitStatus(device, id, "succeeded");
            assertThat(reported(device, id).path("result").textValue()).isEqualTo("1.4");
            assertThat(reported(device, id).path("percent").intValue()).isEqualTo(100);
            assertThat(reported(device, id).path("endedAt").textValue()).isNotBlank();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aPayloadThatDoesNotBindStartsNothing(Transport transport, LocalHub hub, HubDevice device) {
        Firmware firmware = new Firmware();
        try (DeviceAgent agent = Agents.started(transport, hub, device, firmware)) {
            assertThat(device.invoke("update", "{\"version\":7}").status()).isEqualTo(400);
            assertThat(firmware.runs).hasValue(0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void askedTwiceWithOneKeyItRunsOnce(Transport transport, LocalHub hub, HubDevice device) {
        Firmware firmware = new Firmware();
        try (DeviceAgent agent = Agents.started(transport, hub, device, firmware)) {
            String payload = "{\"$operationKey\":\"job-7\",\"version\":\"1.4\"}";
            String id = begun(device, "update", payload);
            assertThat(begun(device, "update", payload)).isEqualTo(id);
            firmware.release.countDown();
            awaitStatus(device, id, "succeeded");
            assertThat(begun(device, "update", payload)).isEqualTo(id);
            assertThat(firmware.runs).hasValue(1);
            assertThat(begun(device, "update", payload.replace("7", "8"))).isNotEqualTo(id);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void oneRunsTheNextWaitsAndAFurtherOneIsRefused(Transport transport, LocalHub hub, HubDevice device) {
        Firmware firmware = new Firmware();
        try (DeviceAgent agent = Agents.started(transport, hub, device, firmware)) {
            String first = begun(device, "update", "{\"version\":\"1\"}");
            String second = begun(device, "update", "{\"version\":\"2\"}");
            assertThat(device.invoke("update", "{\"version\":\"3\"}").status()).isEqualTo(429);
            assertThat(asked(device, second).path("status").textValue()).isEqualTo("queued");
            firmware.release.countDown();
            awaitStatus(device, first, "succeeded");
            awaitStatus(device, second, "succeeded");
            assertThat(reported(device, second).path("result").textValue()).isEqualTo("2");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void itCanBeCancelledWhileItRunsAndWhileItWaits(Transport transport, LocalHub hub, HubDevice device) {
        Firmware firmware = new Firmware();
        try (DeviceAgent agent = Agents.started(transport, hub, device, firmware)) {
            String running = begun(device, "update", "{\"version\":\"1\"}");
            String waiting = begun(device, "update", "{\"version\":\"2\"}");
            await().until(() -> firmware.runs.get() == 1);
            assertThat(cancel(device, waiting).status()).isEqualTo(202);
            assertThat(cancel(device, running).status()).isEqualTo(202);
            awaitStatus(device, running, "cancelled");
            awaitStatus(device, waiting, "cancelled");
            assertThat(firmware.ended).containsExactly("interrupted true");
            assertThat(cancel(device, running).status()).isEqualTo(409);
            assertThat(cancel(device, "nothing").status()).isEqualTo(404);
            assertThat(firmware.runs).hasValue(1);
            // The slot is free again.
            firmware.release.countDown();
            awaitStatus(device, begun(device, "update", "{\"version\":\"3\"}"), "succeeded");
        }
    }

    private static MethodResult cancel(HubDevice device, String id) {
        return device.invoke("deckhand.cancel", "{\"operationId\":\"" + id + "\"}");
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void failuresGiveNothingAway(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Firmware())) {
            String fails = begun(device, "fails", "null");
            String refuses = begun(device, "refuses", "null");
            awaitStatus(device, fails, "failed");
            awaitStatus(device, refuses, "failed");
            assertThat(reported(device, fails).path("error").path("code").textValue())
                    .isEqualTo("handler-failed");
            assertThat(reported(device, fails).path("error").path("id").textValue())
                    .isNotBlank();
            assertThat(device.reported()).doesNotContain("secret", "Exception");
            assertThat(reported(device, refuses).path("error").toString())
                    .isEqualTo("{\"code\":\"in-use\",\"message\":\"Not now.\"}");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void theTwinIsKeptSmall(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Firmware())) {
            String large = begun(device, "large", "null");
            awaitStatus(device, large, "succeeded");
            assertThat(reported(device, large).path("result").isMissingNode()).isTrue();
            assertThat(reported(device, large).path("resultOmitted").booleanValue())
                    .isTrue();
            assertThat(asked(device, large).path("result").textValue()).hasSize(3000);
            String impossible = begun(device, "notForATwin", "null");
            awaitStatus(device, impossible, "succeeded");
            assertThat(asked(device, impossible).path("result").toString()).isEqualTo("[1,null]");

            String last = "";
            for (int i = 0; i < 10; i++) {
                last = begun(device, "count", "null");
                awaitStatus(device, last, "succeeded");
            }
            await().until(() -> reported(device, large).isMissingNode());
            assertThat(tree(device.reported()).path("deckhand").path("operations"))
                    .hasSize(10);
            assertThat(device.invoke("deckhand.operation", "{\"operationId\":\"" + large + "\"}")
                            .status())
                    .isEqualTo(404);
            assertThat(asked(device, last).path("status").textValue()).isEqualTo("succeeded");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void whatAnEarlierAgentLeftIsLost(Transport transport, LocalHub hub, HubDevice device) {
        String id;
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Firmware())) {
            id = begun(device, "update", "{\"version\":\"1\"}");
            awaitStatus(device, id, "running");
        }
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Firmware())) {
            awaitStatus(device, id, "lost");
        }
    }

    @Test
    void theCompanionsAreThereOnlyWithALongRunningMethod(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(hub, device).build()) {
            assertThat(agent.methods().names()).isEmpty();
            agent.methods().addHandlers(new Firmware());
            assertThat(agent.methods().names()).contains("deckhand.operation", "deckhand.cancel", "update");
            assertThat(agent.methods().list())
                    .anySatisfy(method -> assertThat(method.longRunning()).isTrue());
        }
    }
}
