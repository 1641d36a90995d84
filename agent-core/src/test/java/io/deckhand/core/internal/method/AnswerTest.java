package io.deckhand.core.internal.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.MethodException;
import io.deckhand.MethodLimits;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.core.LogTap;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a caller gets when no handler answers is of one shape, and gives nothing away. */
@LocalHubTest
class AnswerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        LogTap.listen();
    }

    record Interval(int seconds) {
        Interval {
            if (seconds > 3600) {
                throw new IllegalArgumentException("secret: " + seconds);
            }
        }
    }

    /** Jackson calls its getter. */
    public static final class Unreadable {
        public String getSecret() {
            throw new IllegalStateException("secret");
        }
    }

    static final class Handlers {
        @DirectMethod
        Interval interval(Interval wanted) {
            return wanted;
        }

        @DirectMethod
        String throwsUp() {
            throw new IllegalStateException("secret");
        }

        @DirectMethod
        Object notJson() {
            return new Unreadable();
        }

        @DirectMethod
        String large() {
            return "secret".repeat(50_000);
        }

        @DirectMethod
        String chosen() {
            throw MethodException.of(409, "in-use", "The valve is in use.");
        }

        @DirectMethod(timeoutSeconds = 1, queue = 0)
        String slow() throws InterruptedException {
            new CountDownLatch(1).await();
            return "";
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void everyRefusalHasOneShapeAndGivesNothingAway(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            assertRefused(device, "interval", "[".repeat(150) + "]".repeat(150), 400, "payload-not-json");
            assertRefused(device, "interval", "null", 400, "payload-missing");
            assertRefused(device, "interval", "{\"seconds\":\"secret\"}", 400, "payload-mismatch");
            assertRefused(device, "interval", "{\"seconds\":7200}", 400, "payload-mismatch");
            assertRefused(device, "nowhere", "null", 501, "unknown-method");
            assertRefused(device, "slow", "null", 504, "timed-out");
            assertRefused(device, "chosen", "null", 409, "in-use");
            for (String method : List.of("throwsUp", "notJson", "large")) {
                JsonNode body = assertRefused(device, method, "null", 500, null);
                assertThat(LogTap.logged()).contains("[" + body.path("id").textValue() + "]");
            }
        }
    }

    private static JsonNode assertRefused(
            HubDevice device, String method, String payload, int status, @Nullable String code) throws Exception {
        MethodResult result = device.invoke(method, payload);
        assertThat(result.status())
                .as("%s with %s: %s", method, payload, result)
                .isEqualTo(status);
        JsonNode body = JSON.readTree(result.payload());
        Set<String> names = new TreeSet<>();
        body.fieldNames().forEachRemaining(names::add);
        assertThat(names).contains("code", "message").isSubsetOf("code", "message", "details", "id");
        assertThat(body.path("message").textValue()).isNotBlank();
        if (code != null) {
            assertThat(body.path("code").textValue()).isEqualTo(code);
        }
        for (JsonNode detail : body.path("details")) {
            assertThat(detail.path("path").textValue()).startsWith("payload");
            assertThat(detail.path("message").textValue()).isNotBlank();
        }
        assertThat(result.payload()).doesNotContain("secret", "java", "deckhand", "Exception", "Interval", "Handlers");
        return body;
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aCallWhileOneRunsAndNoneMayWaitIsRefusedAsBusy(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            agent.methods().add("held", MethodLimits.DEFAULT.queue(0), request -> {
                running.countDown();
                release.await();
                return "done";
            });
            var first = device.invokeAsync("held", "null", Agents.SOON, Duration.ZERO);
            running.await();
            assertRefused(device, "held", "null", 429, "busy");
            release.countDown();
            await().until(first::isDone);
        }
    }
}
