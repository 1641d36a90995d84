package io.deckhand.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.FailureCause;
import io.deckhand.SendOptions;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.core.Credentials;
import io.deckhand.identity.Credential;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubModule;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A module has what a device has, under an identity of its own. */
@LocalHubTest
class ModuleTest {
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

    private final LocalHub hub;

    @TempDir
    private Path directory;

    ModuleTest(LocalHub hub) {
        this.hub = hub;
    }

    private static void use(AgentBuilder builder, Transport transport, HubModule module) {
        Camera camera = new Camera();
        try (DeviceAgent agent = Agents.over(transport, builder)
                .handlers(camera)
                .operationTimeout(Agents.SOON)
                .build()) {
            agent.start(Agents.SOON);
            agent.send("picture", SendOptions.NONE.property("format", "png").output("alerts"));
            TelemetryMessage picture = module.awaitTelemetry(any -> true, Agents.SOON);
            assertThat(picture.text()).isEqualTo("picture");
            assertThat(picture.properties()).containsOnly(Map.entry("format", "png"));
            assertThat(picture.systemProperties()).containsEntry("outputName", "alerts");

            assertThat(module.invoke("shoot", "2").payload()).isEqualTo("3");
            module.patchDesired("{\"zoom\":3}");
            await().atMost(Agents.SOON).until(() -> camera.applied.contains(3));
            agent.report("lens", "clean");
            await().atMost(Agents.SOON).until(() -> module.reported().contains("\"zoom\":3"));
            assertThat(module.reported()).contains("\"lens\":\"clean\"");
            assertThat(agent.health().connects()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aModuleConnectsWithItsConnectionStringBesideItsDevice(Transport transport) {
        HubDevice device = hub.createDevice("keyed-" + transport);
        HubModule module = device.createModule("camera");

        try (DeviceAgent itsDevice = Agents.started(transport, hub, device)) {
            use(
                    AgentBuilder.forConnectionString(module.connectionString()).sslContext(hub.sslContext()),
                    transport,
                    module);
            assertThat(itsDevice.health().connects()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "MQTT_WS", "AMQPS"})
    void aModuleConnectsWithItsCertificate(Transport transport) throws Exception {
        X509Bundle own = CertificateAuthority.selfSigned("camera");
        HubModule module = hub.createDevice("certified-" + transport).createModule("camera", own.getCertificate());
        Path certificate = directory.resolve(transport + ".pem");
        Path key = directory.resolve(transport + ".key");
        CertificateAuthority.write(own, certificate, key);
        Credential credential = Credentials.pemFiles(certificate, key);

        use(
                AgentBuilder.forModule(hub.hostName(), "certified-" + transport, "camera", credential)
                        .trustedCertificates(hub.caCertificate()),
                transport,
                module);
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void theKeyOfItsDeviceIsNotAModules(Transport transport) {
        HubDevice device = hub.createDevice("mixed-" + transport);
        device.createModule("camera");
        Credential wrong = Credentials.sharedAccessKey(Base64.getEncoder().encodeToString(new byte[32]));

        try (DeviceAgent agent = Agents.over(
                        transport, AgentBuilder.forModule(hub.hostName(), device.deviceId(), "camera", wrong))
                .trustedCertificates(hub.caCertificate())
                .build()) {
            agent.startAsync();
            await().atMost(Agents.SOON)
                    .until(() -> agent.health().lastCause().equals(Optional.of(FailureCause.CREDENTIALS_REFUSED)));
        }
    }

    @Test
    void aModuleWithoutAnIdIsRefused() {
        Credential key = Credentials.sharedAccessKey("c2VjcmV0");

        assertThatThrownBy(() -> AgentBuilder.forModule("hub.net", "d", " ", key))
                .hasMessageContaining("The module id ' ' is not valid");
    }
}
