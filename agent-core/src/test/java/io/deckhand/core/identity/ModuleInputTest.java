package io.deckhand.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.DeadLetter;
import io.deckhand.DeviceAgent;
import io.deckhand.MessageProperty;
import io.deckhand.ModuleInput;
import io.deckhand.SendOptions;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubModule;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages that an edge hub routes to the inputs of a module. */
@LocalHubTest
class ModuleInputTest {
    record Reading(double celsius) {}

    static final class Filter {
        final List<String> seen = new CopyOnWriteArrayList<>();

        @ModuleInput("temperature")
        void filter(Reading reading, @MessageProperty("sensor") Optional<String> sensor, DeviceAgent agent) {
            seen.add(reading.celsius() + " of " + sensor.orElse("nobody"));
            agent.sendAsync(reading, SendOptions.NONE.output("alerts"));
        }

        @ModuleInput(attempts = 2, retryAfter = "PT0.01S")
        void raw(CloudMessage message) {
            seen.add("raw " + message.text() + " " + message.properties());
            if (message.text().equals("broken")) {
                throw new IllegalStateException("cannot take it");
            }
        }

        @CloudToDevice(deadLetter = true)
        void lost(DeadLetter letter) {
            seen.add("lost " + letter.message().text() + " after " + letter.attempts());
        }
    }

    static final class OnADevice {
        @ModuleInput
        void raw(CloudMessage message) {}
    }

    private final LocalHub hub;

    ModuleInputTest(LocalHub hub) {
        this.hub = hub;
    }

    /** The hub has to see that the module listens before it takes a message. */
    private static void sendTo(HubModule module, String input, CloudToDeviceMessage message) {
        await().atMost(Agents.SOON).untilAsserted(() -> module.sendToInput(input, message));
    }

    @ParameterizedTest
    @EnumSource
    void eachInputHasItsListener(Transport transport) {
        HubModule module = hub.createDevice("inputs-" + transport).createModule("filter");
        Filter filter = new Filter();
        AgentBuilder builder = AgentBuilder.forConnectionString(
                        module.connectionString() + ";GatewayHostName=" + hub.hostName())
                .sslContext(hub.sslContext())
                .operationTimeout(Agents.SOON)
                .handlers(filter);
        try (DeviceAgent agent = Agents.over(transport, builder).build()) {
            agent.start(Agents.SOON);
            sendTo(
                    module,
                    "temperature",
                    CloudToDeviceMessage.of("{\"celsius\":81.5}").property("sensor", "left & right"));
            sendTo(module, "raw", CloudToDeviceMessage.of("as it is").property("a b", ""));
            sendTo(module, "raw", CloudToDeviceMessage.of("broken"));
            sendTo(module, "temperature", CloudToDeviceMessage.of("\"warm\""));
            sendTo(module, "unknown", CloudToDeviceMessage.of("nobody's"));

            await().atMost(Agents.SOON).until(() -> filter.seen.contains("lost nobody's after 0"));
            assertThat(filter.seen)
                    .containsExactly(
                            "81.5 of left & right",
                            "raw as it is {a b=}",
                            "raw broken {}",
                            "raw broken {}",
                            "lost broken after 2",
                            "lost \"warm\" after 1",
                            "lost nobody's after 0");
            assertThat(module.awaitTelemetry(any -> true, Agents.SOON).systemProperties())
                    .containsEntry("outputName", "alerts");
            assertThat(agent.health().connects()).isEqualTo(1);
        }
    }

    @Test
    void aDeviceHasNoInputs() {
        AgentBuilder builder = AgentBuilder.forConnectionString(
                        hub.createDevice("no-inputs").connectionString())
                .sslContext(hub.sslContext())
                .handlers(new OnADevice());

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OnADevice.raw listens to the input 'raw', and a device has no inputs.")
                .hasMessageContaining("forModuleFromEnvironment()");
    }
}
