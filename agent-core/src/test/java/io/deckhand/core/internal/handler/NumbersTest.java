package io.deckhand.core.internal.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.PayloadField;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers are what JSON means by them: nothing is cut off, made up or guessed at. */
@LocalHubTest
class NumbersTest {
    record Reading(double celsius) {}

    @SuppressWarnings("ArrayRecordComponent") // bound, and compared element by element
    record Levels(int level, int[] all, Map<String, Long> byName, List<Short> few) {}

    record Measured(Instant at, Duration every) {}

    static final class Handlers {
        @DirectMethod
        int whole(int value) {
            return value;
        }

        @DirectMethod
        BigInteger large(BigInteger value) {
            return value;
        }

        @DirectMethod
        int field(@PayloadField("n") int n) {
            return n;
        }

        @DirectMethod
        String levels(Levels levels) {
            return levels.level() + " " + Arrays.toString(levels.all()) + " " + levels.byName() + " " + levels.few();
        }

        @DirectMethod
        String times(Measured measured) {
            return measured.at() + " " + measured.every();
        }

        @DirectMethod
        Object anything(Map<String, Object> value) {
            return value;
        }

        @DirectMethod
        Reading broken() {
            return new Reading(Double.NaN);
        }

        @DirectMethod
        double[] brokenArray() {
            return new double[] {1, Double.NEGATIVE_INFINITY};
        }

        @DesiredProperty("interval")
        int interval(int seconds) {
            return seconds;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aNumberWithoutAFractionIsAWholeNumber(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            for (String five : List.of("5", "5.0", "5e0", "0.5e1")) {
                assertThat(device.invoke("whole", five)).isEqualTo(new MethodResult(200, "5"));
                assertThat(device.invoke("large", five)).isEqualTo(new MethodResult(200, "5"));
                assertThat(device.invoke("field", "{\"n\":" + five + "}")).isEqualTo(new MethodResult(200, "5"));
            }
            assertThat(device.invoke("levels", "{\"level\":1.0,\"all\":[2.0,3],\"byName\":{\"a\":4.0},\"few\":[5.0]}"))
                    .isEqualTo(new MethodResult(200, "\"1 [2, 3] {a=4} [5]\""));
            assertThat(device.invoke("anything", "{\"a\":5.0}")).isEqualTo(new MethodResult(200, "{\"a\":5.0}"));
            device.patchDesired("{\"interval\":5.0}");
            await().atMost(Agents.SOON).until(() -> device.reported().contains("\"interval\":5"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "whole | 5.5 | The value at payload is not a whole number in range.",
                "whole | 3000000000 | The number at payload is out of range: it must be -2147483648 to 2147483647.",
                "whole | 3e9 | The number at payload is out of range: it must be -2147483648 to 2147483647.",
                "field | {\"n\":3000000000} | The number at payload.n is out of range: it must be -2147483648 to 2147483647.",
                "times | {\"at\":1700000000000,\"every\":\"PT1S\"} | At payload.at there must be a time in ISO 8601.",
                "times | {\"at\":\"1700000000\",\"every\":\"PT1S\"} | At payload.at there must be a time in ISO 8601.",
                "times | {\"at\":\"2026-01-01T00:00:00Z\",\"every\":9e99} | At payload.every there must be a duration in ISO 8601, as \\\"PT30S\\\".",
                "times | {\"at\":\"2026-01-01T00:00:00Z\",\"every\":5} | At payload.every there must be a duration in ISO 8601, as \\\"PT30S\\\".",
            })
    void whatIsNotCertainIsRefusedWithItsPlace(
            String method, String payload, String message, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device, new Handlers())) {
            MethodResult result = device.invoke(method, payload);
            assertThat(result.status()).isEqualTo(400);
            assertThat(result.payload()).contains("\"message\":\"" + message + "\"");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void whatJsonHasNoNumberForIsRefusedWhereverItIsWritten(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            for (Object body : List.of(
                    new Reading(Double.NaN),
                    Map.of("t", Float.POSITIVE_INFINITY),
                    Double.NaN,
                    new double[] {1, Double.NaN},
                    List.of(Map.of("t", Double.NEGATIVE_INFINITY)))) {
                assertThatThrownBy(() -> agent.sendAsync(body))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("JSON has no number for");
                assertThatThrownBy(() -> agent.reportAsync("t", body)).isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(device.invoke("broken", "null").status()).isEqualTo(500);
            assertThat(device.invoke("brokenArray", "null").payload()).contains("answer-not-json");
            assertThat(device.telemetry()).isEmpty();
        }
    }

    @Test
    void whatJsonHasNoNumberForIsNamedByItsPlace(LocalHub hub, HubDevice device) {
        Map<String, Object> engine = Map.of("rpm", List.of(1.5, Double.NaN));
        try (DeviceAgent agent = Agents.builder(hub, device).build()) {
            assertThatThrownBy(() -> agent.sendAsync(Map.of("engine", engine)))
                    .hasMessage("The body cannot be serialized as JSON: JSON has no number for NaN at 'engine.rpm.1'.");
            assertThatThrownBy(() -> agent.reportAsync("engine", engine))
                    .hasMessage("'engine' cannot be reported: JSON has no number for NaN at 'rpm.1'.");
            assertThatThrownBy(() -> agent.sendAsync(Double.NaN))
                    .hasMessage("The body cannot be serialized as JSON: JSON has no number for NaN.");
        }
    }

    @Test
    void halfACharacterIsRefusedWhereverItIsWritten(LocalHub hub, HubDevice device) {
        String half = "x\ud83d";
        try (DeviceAgent agent = Agents.builder(hub, device).build()) {
            for (Object body : List.of(half, Map.of("t", half), Map.of(half, 1), List.of("\ude00", "whole"))) {
                assertThatThrownBy(() -> agent.sendAsync(body))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("unpaired surrogate");
            }
            assertThatThrownBy(() -> agent.reportAsync("t", half))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("The text at 't' contains an unpaired surrogate");
            agent.sendAsync(Map.of("whole", "\ud83d\ude00"));
        }
    }
}
