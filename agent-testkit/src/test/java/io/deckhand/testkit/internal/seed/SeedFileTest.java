package io.deckhand.testkit.internal.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubEnrollment;
import io.deckhand.testkit.LocalHub;
import io.netty.pkitesting.CertificateBuilder;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedFileTest {
    private static final String KEY = "dGhpcyBpcyBub3QgYSByZWFsIGtleQ==";
    private static final String OTHER_KEY = "bm9yIGlzIHRoaXMgb25l";

    @TempDir
    Path directory;

    @Test
    void aHubBeginsWithTheDevicesOfItsSeed() throws Exception {
        try (LocalHub hub = seeded("""
                devices:
                  - id: fan-1
                    primaryKey: %s
                    secondaryKey: %s
                    tags: {floor: 2}
                    desired:
                      climate: {target: 21.5}
                    reported: {firmware: "1.2"}
                    model: dtmi:example:Fan;1
                    modules:
                      - id: filter
                        desired: {changeAfter: 90}
                  - id: pump
                    status: disabled
                    statusReason: in repair
                """.formatted(KEY, OTHER_KEY))) {
            HubDevice fan = hub.device("fan-1");
            assertThat(fan.connectionString()).endsWith("SharedAccessKey=" + KEY);
            assertThat(fan.secondaryConnectionString()).endsWith("SharedAccessKey=" + OTHER_KEY);
            JsonNode twin = new ObjectMapper().readTree(fan.twin());
            assertThat(twin.at("/tags/floor").asInt()).isEqualTo(2);
            assertThat(twin.path("modelId").asText()).isEqualTo("dtmi:example:Fan;1");
            assertThat(fan.desired()).startsWith("{\"climate\":{\"target\":21.5}");
            assertThat(fan.reported()).startsWith("{\"firmware\":\"1.2\"");
            JsonNode pump = new ObjectMapper().readTree(hub.device("pump").twin());
            assertThat(pump.path("status").asText()).isEqualTo("disabled");
        }
    }

    @Test
    void policiesEnrollmentsAndFaultsAreThoseOfTheSeed() throws Exception {
        try (LocalHub hub = seeded("""
                policies:
                  service: {primaryKey: %s, secondaryKey: %s}
                enrollments:
                  - group: line-1
                    primaryKey: %s
                    secondaryKey: %s
                    desired: {speed: 3}
                  - id: fan-7
                    deviceId: fan
                throttles: true
                faults:
                  - {fault: drop, packet: PUBACK, times: 3}
                """.formatted(KEY, OTHER_KEY, KEY, OTHER_KEY))) {
            assertThat(hub.serviceConnectionString()).endsWith("SharedAccessKey=" + KEY);
            assertThat(hub.enrollments().list())
                    .extracting(HubEnrollment::name)
                    .containsExactlyInAnyOrder("line-1", "fan-7");
            JsonNode overview = exported(hub);
            assertThat(overview.path("throttles").asBoolean()).isTrue();
            assertThat(overview.path("faults")).hasSize(1);
        }
    }

    @Test
    void whatIsExportedMakesTheSameHubAgain() throws Exception {
        Path first = write("first.yaml", """
                authorities: [line.pem]
                devices:
                  - id: "1"
                    tags: {text: "true", number: 12345678901, list: [1, "2"], switch: on, nothing: {}}
                    desired: {big: 1.0e+20, small: 0.1}
                    modules: [{id: m, managedBy: me}]
                  - {id: leaf, parent: middle}
                  - {id: middle, iotEdge: true, parent: top}
                  - {id: top, iotEdge: true}
                  - {id: signed, authentication: certificateAuthority}
                  - {id: pinned, thumbprints: {primary: "%s"}}
                enrollments:
                  - {id: fan-7, payload: {greeting: welcome}, tags: {a: 1}}
                  - {group: line, authorities: [line.pem]}
                faults:
                  - {fault: delay, packet: METHOD_ANSWER, delayMillis: 20, probability: 0.5, seed: 7, device: "1"}
                  - {fault: refuse-requests, code: 429001}
                routes:
                  - {name: twins, source: twinchangeevents}
                  - {name: hot, source: DeviceMessages, condition: "level = 'hot'", enabled: false}
                fallbackRoute: false
                tier: s3
                enrichments: {floor: $twin.tags.floor}
                """.formatted("AB".repeat(32)));
        Files.writeString(directory.resolve("line.pem"), authority());
        JsonNode before;
        try (LocalHub hub = LocalHub.builder().httpsPort(0).web(0).seed(first).start()) {
            before = exported(hub);
        }
        Path second = write("second.yaml", SeedFile.text((ObjectNode) before));

        try (LocalHub hub = LocalHub.builder().httpsPort(0).web(0).seed(second).start()) {
            assertThat(exported(hub)).isEqualTo(before);
            assertThat(before.path("devices")).hasSize(6);
            assertThat(before.at("/devices/0/tags/switch").asText())
                    .as("as in YAML 1.2")
                    .isEqualTo("on");
            assertThat(before.at("/devices/1/parent").asText()).isEqualTo("middle");
            assertThat(before.path("enrollments")).hasSize(2);
            assertThat(before.path("tier").asText()).isEqualTo("S3");
            assertThat(before.at("/routes/0/source").asText()).isEqualTo("TwinChangeEvents");
            assertThat(before.at("/routes/1/enabled").asBoolean(true)).isFalse();
            assertThat(before.at("/enrichments/floor").asText()).isEqualTo("$twin.tags.floor");
            assertThat(before.path("fallbackRoute").asBoolean(true)).isFalse();
            assertThat(hub.routing().events())
                    .as("the devices of a seed are no news")
                    .isEmpty();
        }
    }

    @Test
    void whatADataDirectoryHasKeptStaysAsItIs() throws Exception {
        Path seed = write("hub.yaml", "devices: [{id: fan, tags: {floor: 1}}]");
        Path data = directory.resolve("data");
        String connectionString;
        String host;
        try (LocalHub hub = LocalHub.builder().dataDirectory(data).seed(seed).start()) {
            host = hub.hostName();
            connectionString = hub.device("fan").connectionString();
            hub.device("fan").patchTags("{\"floor\":2}");
        }

        try (LocalHub hub =
                LocalHub.builder().host(host).dataDirectory(data).seed(seed).start()) {
            assertThat(hub.device("fan").connectionString()).isEqualTo(connectionString);
            assertThat(new ObjectMapper()
                            .readTree(hub.device("fan").twin())
                            .at("/tags/floor")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceWithWhatIsKnown() throws Exception {
        Path seed = write("hub.yaml", """
                device: []
                devices:
                  - id: fan
                    twn: {}
                    status: on
                  - {primaryKey: only-one}
                  - id: fan
                    modules: [{name: m}]
                policies: {root: {}}
                enrollments: [{desired: 7}]
                faults: [{packet: PUBACK}]
                throttles: maybe
                tier: s4
                routes:
                  - {name: twins, source: twins}
                  - {name: hot, source: DeviceMessages, condition: "level ="}
                enrichments: {speed: $twin.speed}
                """);

        assertThatThrownBy(() -> LocalHub.builder().httpsPort(0).seed(seed).start())
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("The seed " + seed + " cannot be used:\n")
                .contains(
                        "the file has no 'device'. Known: authorities, devices, enrichments, enrollments, fallbackRoute, faults, policies, routes, throttles, tier.")
                .contains("devices[0] has no 'twn'. Known: authentication, desired, id, ")
                .contains("devices[0] has status 'on'. Known: enabled, disabled.")
                .contains("devices[1] needs 'id'.")
                .contains("devices[1] needs both primaryKey and secondaryKey")
                .contains("devices[2] is the second 'fan'.")
                .contains("devices[2].modules[0] has no 'name'. Known: ")
                .contains(
                        "policies has no 'root'. Known: device, iothubowner, provisioningserviceowner, registryRead, registryReadWrite, service.")
                .contains("enrollments[0] needs a mapping for 'desired'.")
                .contains("enrollments[0] needs either id, for one device, or group.")
                .contains("faults[0] needs 'fault'.")
                .contains("the file needs true or false for 'throttles'.")
                .contains("the file has tier 's4'. Known: F1, B1, ")
                .contains("routes[0] cannot be used: No messages are called 'twins'. Known: DeviceMessages, ")
                .contains("routes[1] cannot be used: ")
                .contains("the file has an enrichment that cannot be used: '$twin.speed' is not a value");
    }

    @Test
    void whatTheHubDoesNotTakeIsSaidWithItsPlace() throws Exception {
        Path badId = write("id.yaml", "devices: [{id: a device}]");
        assertThatThrownBy(() -> LocalHub.builder().httpsPort(0).seed(badId).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("devices[0]: 'a device' is not a device id");
        Path badFault = write("fault.yaml", "faults: [{fault: explode}]");
        assertThatThrownBy(() -> LocalHub.builder().httpsPort(0).seed(badFault).start())
                .hasMessageContaining("No fault 'explode'. Known: cut");
    }

    @Test
    void aFileThatIsNotYamlOrNotThereSaysSo() throws Exception {
        Path broken = write("broken.yaml", "devices:\n  - id: 'x\n");
        assertThatThrownBy(() -> SeedFile.read(broken))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not YAML at line ");
        Path twice = write("twice.yaml", "devices: []\ndevices: []");
        assertThatThrownBy(() -> SeedFile.read(twice)).hasMessageContaining("is not YAML at line");
        assertThatThrownBy(() -> SeedFile.read(directory.resolve("none")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Is it there");
    }

    @Test
    void anEmptySeedIsAHubWithNothing() throws Exception {
        try (LocalHub hub = seeded("# nothing yet\n")) {
            assertThat(exported(hub).has("devices")).isFalse();
        }
    }

    private LocalHub seeded(String yaml) throws Exception {
        return LocalHub.builder()
                .httpsPort(0)
                .web(0)
                .seed(write("seed.yaml", yaml))
                .start();
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    private static JsonNode exported(LocalHub hub) throws Exception {
        URI link = hub.web().orElseThrow();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + link.getAuthority() + "/api/service/%24deckhand/seed"))
                .header("Authorization", "Bearer " + link.getQuery().substring("token=".length()))
                .build();
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body());
    }

    private static String authority() throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=line")
                .setIsCertificateAuthority(true)
                .buildSelfSigned()
                .getCertificatePEM();
    }
}
