package io.deckhand.core.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DeviceModel;
import io.deckhand.DirectMethod;
import io.deckhand.ModelComponent;
import io.deckhand.PropertyException;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@LocalHubTest
class PropertiesGuideTest {
    // region properties
    record Network(String server, Optional<Integer> port) {}

    static final class Configuration {
        @DesiredProperty("climate.target")
        double target(double celsius) { // what it returns is reported under climate.target
            if (celsius > 30) {
                throw new PropertyException(400, "At most 30 degrees.");
            }
            return Math.max(celsius, 10);
        }

        @DesiredProperty("network")
        void network(Network network) {} // the object below network, as a record

        @DesiredProperty
        void all(Map<String, Object> section, DeviceAgent agent) { // all desired properties, at every change of one
            agent.reportAsync("seen", section.size());
        }
    }
    // endregion

    @Test
    void listenersAreToldOfWhatChanged(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device, new Configuration())) {
            device.patchDesired("{\"climate\":{\"target\":5},\"network\":{\"server\":\"s\"}}");
            await().untilAsserted(() -> assertThat(device.reported()).contains("\"target\":10.0", "\"seen\":2"));
            device.patchDesired("{\"climate\":{\"target\":31}}");
            await().untilAsserted(() -> assertThat(device.reported())
                    .contains("\"climate/target\":{\"status\":400,\"message\":\"At most 30 degrees.\""));
        }
    }

    // region component
    @ModelComponent("thermostat1")
    static final class Thermostat {
        @DirectMethod
        double getMaximum() { // called as thermostat1*getMaximum
            return 24.5;
        }

        @DesiredProperty("target")
        double target(double celsius) { // thermostat1.target
            return celsius;
        }
    }
    // endregion

    @Test
    void aComponentIsPartOfAModel(LocalHub hub, HubDevice device) {
        AgentBuilder builder = Agents.builder(hub, device);
        // region model
        builder.modelId("dtmi:com:example:Greenhouse;1").handlers(new Thermostat());
        // endregion
        try (DeviceAgent agent = builder.build()) {
            agent.start(Agents.SOON);
            assertThat(device.invoke("thermostat1*getMaximum", "null").payload())
                    .isEqualTo("24.5");
            device.patchDesired("{\"thermostat1\":{\"__t\":\"c\",\"target\":20}}");
            await().untilAsserted(() -> assertThat(device.reported())
                    .contains("\"__t\":\"c\"", "\"ac\":200", "\"av\":2", "\"value\":20.0"));
        }
    }

    @Test
    void theModelIsPrinted(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(hub, device, new Thermostat())
                .modelId("dtmi:com:example:Greenhouse;1")
                .build()) {
            PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
            // region describe
            DeviceModel model = agent.model();
            out.println(model.json());
            model.leftOut().forEach(out::println); // none here
            // endregion
            assertThat(model.leftOut()).isEmpty();
            assertThat(model.json().replaceAll("\\s", ""))
                    .contains(
                            "{\"@type\":\"Component\",\"name\":\"thermostat1\",\"schema\":\"dtmi:com:example:Greenhouse:"
                                    + "thermostat1;1\"}",
                            "{\"@type\":\"Property\",\"name\":\"target\",\"writable\":true,\"schema\":\"double\"}",
                            "{\"@type\":\"Command\",\"name\":\"getMaximum\",\"response\":{\"name\":\"response\",\"schema\":"
                                    + "\"double\"}}");
        }
    }
}
