package io.deckhand.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.DeviceAgent;
import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import io.deckhand.SendOptions;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubModule;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A module that runs under IoT Edge needs nothing but its environment. */
@LocalHubTest
class EdgeModuleTest {
    private final LocalHub hub;

    @TempDir
    private Path directory;

    EdgeModuleTest(LocalHub hub) {
        this.hub = hub;
    }

    private static AgentBuilder builder(Map<String, String> environment, Transport transport) {
        return Agents.over(
                transport,
                AgentBuilder.forModuleFromEnvironment(environment)
                        .operationTimeout(Agents.SOON)
                        .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(20), Duration.ofMillis(200))));
    }

    private static void use(AgentBuilder builder, HubModule module) {
        try (DeviceAgent agent = builder.build()) {
            agent.start(Agents.SOON);
            agent.send("hot", SendOptions.NONE.output("alerts"));
            TelemetryMessage message = module.awaitTelemetry(any -> true, Agents.SOON);
            assertThat(message.text()).isEqualTo("hot");
            assertThat(message.systemProperties()).containsEntry("outputName", "alerts");
            agent.report("lens", "clean");
            assertThat(module.reported()).contains("\"lens\":\"clean\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWorkloadApiSignsItsTokensAndSaysWhomToTrust(Transport transport) throws Exception {
        HubModule module = hub.createDevice("edge-" + transport).createModule("filter");
        try (SimulatedWorkload workload = SimulatedWorkload.atSocket(directory.resolve("w.sock"), hub, module)) {
            use(builder(workload.environment(), transport), module);

            assertThat(workload.requests)
                    .contains(
                            "POST /modules/filter/genid/637000000000000000/sign?api-version=2019-01-30",
                            "GET /trust-bundle?api-version=2019-01-30");
        }
    }

    @Test
    void aWorkloadApiOverTcpThatAnswersInChunksServesToo() throws Exception {
        HubModule module = hub.createDevice("edge-tcp").createModule("filter");
        try (SimulatedWorkload workload = SimulatedWorkload.atPort(hub, module)) {
            workload.chunked = true;
            use(builder(workload.environment(), Transport.MQTT), module);
        }
    }

    @Test
    void aWorkloadApiThatFailsIsNamedAndAskedAgain() throws Exception {
        HubModule module = hub.createDevice("edge-away").createModule("filter");
        try (SimulatedWorkload workload = SimulatedWorkload.atSocket(directory.resolve("w.sock"), hub, module)) {
            workload.status = 500;
            try (DeviceAgent agent =
                    builder(workload.environment(), Transport.MQTT).build()) {
                agent.startAsync();
                await().atMost(Agents.SOON).until(() -> agent.health().failedAttempts() >= 2);
                assertThat(agent.health().lastCause()).isEqualTo(Optional.of(FailureCause.CREDENTIAL_UNUSABLE));
                assertThat(agent.health().lastFailure().orElse(""))
                        .contains("The workload API of IoT Edge, unix://", "it answered with status 500");

                workload.status = 200;
                await().atMost(Agents.SOON).until(() -> agent.health().connects() == 1);
            }
        }
    }

    @Test
    void aMissingSocketIsNamed() {
        HubModule module = hub.createDevice("edge-none").createModule("filter");
        Map<String, String> environment = new HashMap<>(Map.of(
                "IOTEDGE_IOTHUBHOSTNAME", hub.hostName(),
                "IOTEDGE_GATEWAYHOSTNAME", hub.hostName(),
                "IOTEDGE_DEVICEID", module.deviceId(),
                "IOTEDGE_MODULEID", module.moduleId(),
                "IOTEDGE_MODULEGENERATIONID", "1",
                "IOTEDGE_WORKLOADURI", "unix://" + directory.resolve("none.sock")));

        try (DeviceAgent agent = builder(environment, Transport.MQTT).build()) {
            agent.startAsync();
            await().atMost(Agents.SOON).until(() -> agent.health().lastFailure().isPresent());
            assertThat(agent.health().lastFailure().orElse("")).contains("its socket is mounted in the container");
        }
    }

    @Test
    void aModuleThatIsSimulatedOnADevelopersMachineHasAConnectionString() {
        HubModule module = hub.createDevice("edge-simulated").createModule("filter");

        use(
                builder(
                        Map.of(
                                "EdgeHubConnectionString",
                                module.connectionString() + ";GatewayHostName=" + hub.hostName(),
                                "EdgeModuleCACertificateFile",
                                hub.caCertificate().toString()),
                        Transport.MQTT),
                module);
    }

    @Test
    void anEnvironmentThatLacksSomethingIsRefusedByName() {
        assertThatThrownBy(() -> AgentBuilder.forModuleFromEnvironment(Map.of("IOTEDGE_DEVICEID", "d")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("IOTEDGE_IOTHUBHOSTNAME, IOTEDGE_GATEWAYHOSTNAME, IOTEDGE_MODULEID")
                .hasMessageContaining("EdgeHubConnectionString");
        Map<String, String> environment = new HashMap<>();
        for (String name : new String[] {"DEVICEID", "MODULEID", "MODULEGENERATIONID"}) {
            environment.put("IOTEDGE_" + name, "x");
        }
        environment.put("IOTEDGE_IOTHUBHOSTNAME", "h.net");
        environment.put("IOTEDGE_GATEWAYHOSTNAME", "edge");
        environment.put("IOTEDGE_WORKLOADURI", "ftp://edge");
        assertThatThrownBy(() -> AgentBuilder.forModuleFromEnvironment(environment))
                .hasMessageContaining("IOTEDGE_WORKLOADURI is 'ftp://edge'. It has to be unix:///path/to/socket");
    }
}
