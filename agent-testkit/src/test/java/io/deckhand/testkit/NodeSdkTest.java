package io.deckhand.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol;
import io.deckhand.testkit.fixture.ClientProgram;
import io.deckhand.testkit.fixture.NodeSdks;
import io.deckhand.testkit.fixture.ProvisioningClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drives the hub with the Azure SDKs for Node, unmodified: those of devices, of back ends and of readers of telemetry. */
@TestInstance(Lifecycle.PER_CLASS)
class NodeSdkTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private NodeSdks sdks;

    @AutoClose
    private final LocalHub hub =
            LocalHub.builder().feedbackAfter(Duration.ofMillis(100)).start();

    @BeforeAll
    void install() throws Exception {
        sdks = NodeSdks.install();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "mqtt-ws", "amqp", "amqp-ws"})
    void aDeviceDoesWhatTheTutorialsShow(String transport) throws Exception {
        assumePortOf(transport);
        HubDevice device = hub.createDevice("device-" + transport);
        device.patchDesired("{\"target\":20}");
        try (ClientProgram program = connected(device, transport)) {
            program.awaitFacts("{'desired':{'target':20,'$version':2}}", "{'reported':true}", "{'sent':'m1'}");
            assertThat(new ObjectMapper().readTree(device.reported())).isEqualTo(new ObjectMapper().readTree("""
                            {"firmware":"1.2","fan":{"speed":3},"$version":2}"""));
            assertThat(device.telemetry()).singleElement().satisfies(message -> {
                assertThat(message.text()).isEqualTo("{\"temperature\":21.5}");
                assertThat(message.properties()).containsOnlyKeys("alert").containsEntry("alert", "no & none");
                assertThat(message.systemProperties())
                        .containsEntry("messageId", "m1")
                        .containsEntry("correlationId", "c1")
                        .containsEntry("contentType", "application/json")
                        .containsEntry("contentEncoding", "utf-8");
            });

            device.patchDesired("{\"target\":22}");
            MethodResult result = device.invoke("reboot", "{\"delay\":5}", SOON, SOON);

            assertThat(result).isEqualTo(new MethodResult(202, "{\"in\":5}"));
            program.awaitFacts("{'change':{'target':22,'$version':3}}", "{'called':'reboot','payload':{'delay':5}}");
            assertThat(program.end()).isZero();
            await().atMost(SOON).until(() -> !device.isConnected());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "amqp"})
    void aMessageComesUntilItsDeviceHasSettledIt(String transport) throws Exception {
        HubDevice device = hub.createDevice("receiver-" + transport);
        String first = device.sendCloudToDevice(CloudToDeviceMessage.of("complete"));
        // What MQTT has no words for.
        boolean more = transport.equals("amqp");
        String second = device.sendCloudToDevice(CloudToDeviceMessage.of(more ? "abandon" : "complete"));
        String third = device.sendCloudToDevice(CloudToDeviceMessage.of(more ? "reject" : "complete"));
        try (ClientProgram program = connected(device, transport)) {
            program.awaitFacts(
                    settled(first, "complete"),
                    settled(second, more ? "abandon" : "complete"),
                    settled(second, "complete"),
                    settled(third, more ? "reject" : "complete"));
            await().atMost(SOON).until(() -> device.pendingCloudToDevice() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "amqp"})
    void aWrongKeyIsUnauthorized(String transport) throws Exception {
        HubDevice device = hub.createDevice("stranger-" + transport);
        String wrongKey = device.connectionString().replaceAll("SharedAccessKey=.*", "SharedAccessKey=AAAA");
        try (ClientProgram program = program(wrongKey, "device.js", transport)) {
            program.awaitFacts("{'failed':'UnauthorizedError'}");
            assertThat(program.end()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "mqtt-ws", "amqp", "amqp-ws", "http"})
    void aDeviceIsProvisionedAndConnectsToItsHub(String transport) throws Exception {
        assumeTrue(hub.httpsOnStandardPort(), "the provisioning SDK knows no port but 443");
        String id = "provisioned-" + transport;
        HubEnrollment group = hub.enrollments()
                .group("node-" + transport)
                .payload("{\"greeting\":\"welcome\"}")
                .create();
        try (ClientProgram program = provision(transport, id, group.derivedKey(id));
                ClientProgram stranger = provision(transport, "stranger", group.derivedKey(id))) {
            program.awaitFacts(
                    "{'status':'assigned','hub':'%s','device':'%s','payload':{'greeting':'welcome'}}"
                            .formatted(hub.hostName(), id),
                    "{'sent':true}");
            assertThat(program.end()).isZero();
            assertThat(hub.device(id).telemetry())
                    .extracting(TelemetryMessage::text)
                    .containsExactly("provisioned");
            String refusal = transport.startsWith("amqp") ? "amqp:unauthorized-access" : "UnauthorizedError";
            stranger.awaitFacts("{'failed':'" + refusal + "'}");
            assertThat(stranger.end()).isOne();
        }
    }

    @Test
    void aBackEndManagesEnrollments() throws Exception {
        assumeTrue(hub.httpsOnStandardPort(), "the service SDK knows no port but 443");
        HubEnrollment group = hub.enrollments().group("of-node").create();
        ProvisioningClients.register(
                hub,
                ProvisioningDeviceClientTransportProtocol.HTTPS,
                ProvisioningClients.withKey(hub, "by-node", group.derivedKey("by-node")));
        try (ClientProgram backEnd =
                program(hub.enrollments().serviceConnectionString(), "enrollments.js", "node-made")) {
            backEnd.awaitFacts(
                    "{'created':'node-made','device':'node-made-device','status':'enabled'}",
                    "{'changed':'disabled','newTag':true}",
                    "{'staleEtag':{'name':'InvalidEtagError','status':412}}",
                    "{'mechanism':'symmetricKey','sameKey':true}",
                    "{'group':'node-made'}",
                    "{'groupMechanism':'symmetricKey'}",
                    "{'groups':['node-made'],'more':false}",
                    "{'bulk':true}",
                    "{'pages':[['node-made-1','node-made-2'],['node-made-3']]}",
                    "{'bulkDeleted':true}",
                    "{'registered':'by-node','at':'%s'}".formatted(hub.hostName()),
                    "{'of':['by-node']}",
                    "{'done':true}");
            assertThat(backEnd.facts())
                    .filteredOn(fact -> fact.has("deleted") || fact.has("unregistered") || fact.has("forgotten"))
                    .hasSize(3)
                    .allSatisfy(fact -> assertThat(
                                    fact.elements().next().path("status").asInt())
                            .isEqualTo(404));
            assertThat(backEnd.end()).isZero();
        }
    }

    private ClientProgram provision(String transport, String id, String key) throws Exception {
        String idScope = hub.enrollments().idScope();
        return program("", "provision.js", transport, hub.hostName(), idScope, id, key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"amqp", "amqp-ws"})
    void aBackEndDoesWhatTheTutorialsShow(String transport) throws Exception {
        assumeTrue(hub.httpsOnStandardPort(), "the service SDK knows no port but 443");
        String id = "served-" + transport;
        HubDevice device = hub.createDevice(id);
        try (ClientProgram deviceProgram = connected(device, transport);
                ClientProgram backEnd =
                        program(hub.ownerConnectionString(), "back-end.js", transport, "made-" + transport, id)) {
            deviceProgram.awaitFacts("{'reported':true}");
            backEnd.awaitFacts(
                    "{'created':'made-%s','status':'enabled','keys':['primaryKey','secondaryKey']}"
                            .formatted(transport),
                    "{'createdTwice':{'name':'DeviceAlreadyExistsError','status':409}}",
                    "{'updated':'disabled','reason':'sold'}",
                    "{'listed':true}",
                    "{'deleted':{'name':'DeviceNotFoundError','status':404}}",
                    "{'staleEtag':{'name':'InvalidEtagError','status':412}}",
                    "{'tags':{'site':'%s'},'target':22}".formatted(transport),
                    "{'found':['%s']}".formatted(id),
                    "{'answer':{'status':202,'payload':{'in':5}}}",
                    "{'notSent':'DeviceNotFoundError'}",
                    "{'feedback':'Success','of':'from-node','from':'%s'}".formatted(id),
                    "{'done':true}");
            deviceProgram.awaitFacts(
                    "{'called':'reboot','payload':{'delay':5}}",
                    "{'message':'from-node','valve':'7 & 8','verdict':'complete'}");
            assertThat(backEnd.end()).isZero();
            assertThat(device.desired()).contains("\"target\":22");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"amqp", "amqp-ws"})
    void aReaderOfTelemetryGetsWhatADeviceSends(String transport) throws Exception {
        assumePortOf(transport);
        HubDevice device = hub.createDevice("read-" + transport);
        try (ClientProgram deviceProgram = connected(device, "mqtt");
                ClientProgram reader = program(hub.eventHubConnectionString(), "reader.js", transport)) {
            deviceProgram.awaitFacts("{'sent':'m1'}");
            reader.awaitFacts(
                    "{'name':'iothub-ehub-local','partitionIds':['0','1','2','3']}",
                    "{'read':{'temperature':21.5},'from':'%s','messageId':'m1','properties':{'alert':'no & none'}}"
                            .formatted(device.deviceId()));
            assertThat(reader.end()).isZero();
        }
    }

    @Test
    void theStorageSdkReadsAndWritesABlobContainer() throws Exception {
        String container = hub.blobContainer("of-node").toString();
        try (ClientProgram program = program("", "container.js", container)) {
            program.awaitFacts(
                    "{'listed':[{'name':'notes/a & b.txt','bytes':5}]}", "{'read':'hello'}", "{'exists':false}");
            assertThat(program.end()).isZero();
        }
    }

    @Test
    void aFileIsUploadedAndABackEndHearsOfIt() throws Exception {
        assumeTrue(hub.httpsOnStandardPort(), "the SDKs know no port but 443");
        HubDevice device = hub.createDevice("uploader");
        int bytes = 5_000_000; // more than one block of the storage SDK
        try (ClientProgram backEnd = program(hub.ownerConnectionString(), "notifications.js");
                ClientProgram program =
                        program(device.connectionString(), "upload.js", "logs/boot 1.txt", Integer.toString(bytes))) {
            program.awaitFacts("{'uploaded':'logs/boot 1.txt'}");
            backEnd.awaitFacts("{'uploaded':'uploader/logs/boot 1.txt','from':'uploader','bytes':" + bytes + "}");
            assertThat(program.end()).isZero();
            assertThat(backEnd.end()).isZero();
        }
        assertThat(device.uploadedFiles()).singleElement().satisfies(file -> {
            assertThat(file.name()).isEqualTo("logs/boot 1.txt");
            assertThat(file.content())
                    .isEqualTo("deckhand "
                            .repeat(bytes / 9 + 1)
                            .substring(0, bytes)
                            .getBytes(UTF_8));
        });
    }

    private ClientProgram connected(HubDevice device, String transport) throws Exception {
        return program(device.connectionString(), "device.js", transport);
    }

    private ClientProgram program(String connectionString, String script, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("node", NodeSdks.SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("NODE_PATH", sdks.modules().toString());
        builder.environment().put("NODE_EXTRA_CA_CERTS", hub.caCertificate().toString());
        return new ClientProgram(builder, connectionString, directory);
    }

    private static String settled(String messageId, String verdict) {
        return "{'message':'%s','verdict':'%s'}".formatted(messageId, verdict);
    }

    private void assumePortOf(String transport) {
        assumeTrue(
                !transport.endsWith("-ws") || hub.httpsOnStandardPort(), "WebSockets of the SDKs know no port but 443");
    }
}
