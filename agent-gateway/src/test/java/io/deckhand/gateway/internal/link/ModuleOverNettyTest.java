package io.deckhand.gateway.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.SendOptions;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Link;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubModule;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A module has over this link what it has over the Azure SDK, and is not mistaken for its device. */
@LocalHubTest
class ModuleOverNettyTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    static final class Camera {
        final List<Integer> applied = new CopyOnWriteArrayList<>();

        @DirectMethod
        int shoot(int times) {
            return times + 1;
        }

        @DesiredProperty("zoom")
        int zoom(int wanted) {
            applied.add(wanted);
            return wanted;
        }
    }

    private static AgentBuilder builder(String connectionString, LocalHub hub, Transport transport) {
        return AgentBuilder.forConnectionString(connectionString)
                .sslContext(hub.sslContext())
                .link(Link.NETTY)
                .transport(transport)
                .operationTimeout(SOON);
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "MQTT_WS"})
    void aModuleHasMethodsATwinAndTelemetryBesideItsDevice(Transport transport, LocalHub hub) {
        HubDevice device = hub.createDevice("netty-" + transport);
        HubModule module = device.createModule("camera");
        Camera camera = new Camera();
        try (DeviceAgent itsDevice =
                        builder(device.connectionString(), hub, transport).build();
                DeviceAgent agent = builder(module.connectionString(), hub, transport)
                        .handlers(camera)
                        .build()) {
            itsDevice.start(SOON);
            agent.start(SOON);
            agent.send("picture", SendOptions.NONE.output("alerts"));
            TelemetryMessage picture = module.awaitTelemetry(any -> true, SOON);
            assertThat(picture.text()).isEqualTo("picture");
            assertThat(picture.systemProperties()).containsEntry("outputName", "alerts");

            assertThat(module.invoke("shoot", "2").payload()).isEqualTo("3");
            module.patchDesired("{\"zoom\":3}");
            await().atMost(SOON).until(() -> camera.applied.contains(3));
            await().atMost(SOON).until(() -> module.reported().contains("\"zoom\":3"));
            assertThat(itsDevice.health().connects()).isEqualTo(1);
            assertThat(agent.health().connects()).isEqualTo(1);
        }
    }
}
