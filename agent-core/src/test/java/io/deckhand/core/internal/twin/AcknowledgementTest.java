package io.deckhand.core.internal.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.ModelComponent;
import io.deckhand.PropertyException;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.core.LogTap;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a back end reads in the twin of what became of its wishes. */
@LocalHubTest
@ResourceLock("the hub of AcknowledgementTest") // stops the hub
class AcknowledgementTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "dtmi:com:example:Greenhouse;1";

    static {
        LogTap.listen();
    }

    static final class Heater {
        @DesiredProperty("climate.target")
        double target(double celsius) {
            if (celsius > 30) {
                throw new PropertyException(422, "At most 30 degrees.");
            }
            if (celsius < 0) {
                throw new IllegalStateException("secret");
            }
            return Math.max(celsius, 10);
        }

        @DesiredProperty("mode")
        void mode(@Nullable String mode) {}
    }

    private static JsonNode reported(HubDevice device, String pointer) {
        return tree(device.reported()).at(pointer);
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitReported(HubDevice device, String pointer, String json) {
        await().untilAsserted(
                        () -> assertThat((Object) reported(device, pointer)).isEqualTo(tree(json)));
    }

    private static long desiredVersion(HubDevice device) throws JsonProcessingException {
        return JSON.readTree(device.desired()).path("$version").asLong();
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void withoutAModelARefusalIsReportedUntilAValueIsApplied(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Heater())) {
            device.patchDesired("{\"climate\":{\"target\":31}}");
            awaitReported(
                    device,
                    "/deckhand/refused/climate~1target",
                    "{\"status\":422,\"message\":\"At most 30 degrees.\",\"version\":" + desiredVersion(device) + "}");
            device.patchDesired("{\"climate\":{\"target\":\"warm\"}}");
            await().until(() ->
                    reported(device, "/deckhand/refused/climate~1target/status").asInt() == 400);
            assertThat(reported(device, "/deckhand/refused/climate~1target/message")
                            .textValue())
                    .isEqualTo("At payload there must be a number.");
            device.patchDesired("{\"climate\":{\"target\":5}}");
            awaitReported(device, "/climate/target", "10.0");
            await().until(() ->
                    reported(device, "/deckhand/refused/climate~1target").isMissingNode());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aRefusalOfAnEarlierAgentIsTakenBackToo(Transport transport, LocalHub hub, HubDevice device) {
        device.patchDesired("{\"climate\":{\"target\":31}}");
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Heater())) {
            await().until(() ->
                    reported(device, "/deckhand/refused/climate~1target/status").asInt() == 422);
        }
        device.patchDesired("{\"climate\":{\"target\":20}}");
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Heater())) {
            awaitReported(device, "/climate/target", "20.0");
            await().until(() ->
                    reported(device, "/deckhand/refused/climate~1target").isMissingNode());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void withAModelEveryValueIsAcknowledgedWithItsVersion(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        try (DeviceAgent agent = Agents.builder(transport, hub, device, new Heater())
                .modelId(MODEL)
                .build()) {
            agent.start(Agents.SOON);
            assertThat(JSON.readTree(device.twin()).path("modelId").textValue()).isEqualTo(MODEL);

            device.patchDesired("{\"climate\":{\"target\":5}}");
            awaitReported(
                    device, "/climate/target", "{\"ac\":200,\"av\":" + desiredVersion(device) + ",\"value\":10.0}");
            device.patchDesired("{\"climate\":{\"target\":31}}");
            awaitReported(
                    device,
                    "/climate/target",
                    "{\"ac\":422,\"ad\":\"At most 30 degrees.\",\"av\":" + desiredVersion(device) + ",\"value\":31}");
            device.patchDesired("{\"climate\":{\"target\":-1}}");
            await().until(() -> reported(device, "/climate/target/ac").asInt() == 500);
            String words = reported(device, "/climate/target/ad").textValue();
            assertThat(words)
                    .startsWith("The listener failed. The device's log has more: ")
                    .doesNotContain("secret");
            assertThat(LogTap.logged()).contains("[" + words.substring(words.lastIndexOf(' ') + 1) + "]");

            device.patchDesired("{\"climate\":{\"target\":12}}");
            awaitReported(
                    device, "/climate/target", "{\"ac\":200,\"av\":" + desiredVersion(device) + ",\"value\":12.0}");

            device.patchDesired("{\"mode\":\"eco\"}");
            awaitReported(device, "/mode/value", "\"eco\"");
            device.patchDesired("{\"mode\":null}");
            await().until(() -> reported(device, "/mode").isMissingNode());
            assertThat(reported(device, "/deckhand").isMissingNode()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void whatIsMissedOfflineIsAcknowledgedWithTheVersionItIsOf(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        try (DeviceAgent agent = Agents.builder(transport, hub, device, new Heater())
                .modelId(MODEL)
                .build()) {
            agent.start(Agents.SOON);
            device.patchDesired("{\"climate\":{\"target\":11}}");
            await().until(() -> reported(device, "/climate/target/ac").asInt() == 200);
            hub.stop();
            hub.startAgain();
            device.patchDesired("{\"climate\":{\"target\":12}}");
            device.patchDesired("{\"other\":1}");
            await().until(() -> reported(device, "/climate/target/value").asDouble() == 12);
            // delivered with the later patch in the twin that was read, or with its own version just before
            assertThat(reported(device, "/climate/target/av").asLong())
                    .isBetween(desiredVersion(device) - 1, desiredVersion(device));
        }
    }

    record Settings(double target, int hysteresis) {}

    @ModelComponent("thermostat1")
    static final class Thermostat {
        final List<Settings> told = new CopyOnWriteArrayList<>();

        @DirectMethod
        int getMaxMinReport(int since) {
            return since;
        }

        @DesiredProperty("target")
        double target(double celsius) {
            return celsius;
        }

        @DesiredProperty
        void all(Settings settings) {
            told.add(settings);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aComponentHasItsOwnCommandsAndPropertiesWithTheMarker(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        Thermostat thermostat = new Thermostat();
        try (DeviceAgent agent = Agents.builder(transport, hub, device, thermostat)
                .modelId(MODEL)
                .build()) {
            agent.start(Agents.SOON);
            assertThat(device.invoke("thermostat1*getMaxMinReport", "7").payload())
                    .isEqualTo("7");
            assertThat(agent.methods().names()).containsExactly("thermostat1*getMaxMinReport");

            device.patchDesired("{\"thermostat1\":{\"__t\":\"c\",\"target\":20,\"hysteresis\":2}}");
            awaitReported(
                    device,
                    "/thermostat1",
                    "{\"__t\":\"c\",\"target\":{\"ac\":200,\"av\":" + desiredVersion(device) + ",\"value\":20.0}}");
            await().untilAsserted(() -> assertThat(thermostat.told).containsExactly(new Settings(20, 2)));
            agent.report("thermostat1.maximum", 25);
            assertThat(reported(device, "/thermostat1/maximum").asInt()).isEqualTo(25);
            agent.report("serial", "x");
            assertThat(reported(device, "/serial").textValue()).isEqualTo("x");
        }
    }

    @Test
    void aModelIdIsChecked(LocalHub hub, HubDevice device) {
        for (String wrong : List.of(
                "com:example:Thermostat;1", "dtmi:com:example:Thermostat", "dtmi:com:1x;1", "dtmi:a_;1", "dtmi:a;0")) {
            assertThatThrownBy(() -> Agents.builder(hub, device).modelId(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + wrong + "' is not a model id");
        }
        assertThatThrownBy(() -> Agents.builder(hub, device).modelId("dtmi:dtdl:Thermostat;1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'dtmi:dtdl:Thermostat;1' is reserved by the language");
    }
}
