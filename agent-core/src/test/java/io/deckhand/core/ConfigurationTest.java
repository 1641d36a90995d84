package io.deckhand.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deckhand.DeviceAgent;
import io.deckhand.core.internal.options.OptionSource;
import io.deckhand.core.options.AgentOption;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@LocalHubTest
class ConfigurationTest {
    private static final String KEY = "bm9ib2R5IG1heSBzZWUgdGhpcw==";
    private static final String CONNECTION = "HostName=127.0.0.1;DeviceId=fan;SharedAccessKey=" + KEY;

    @Test
    void anAgentOfAPropertiesFileConnectsAndDoesWhatItSays(LocalHub hub, HubDevice device, @TempDir Path directory)
            throws IOException {
        Path file = Files.writeString(
                directory.resolve("fan.properties"),
                String.join(
                        "\n",
                        "server.port = 8080",
                        "deckhand.connection-string = " + device.connectionString(),
                        "deckhand.trusted-certificates = " + hub.caCertificate(),
                        "deckhand.transport = amqps, mqtt",
                        "deckhand.describe-methods = true",
                        "deckhand.store.directory = " + directory.resolve("store"),
                        "deckhand.store.encryption-key = " + KEY.substring(0, 22) + "=="));
        try (DeviceAgent agent = AgentBuilder.fromProperties(file).build()) {
            agent.start(Agents.SOON);
            agent.send("hello");

            assertThat(device.invoke("deckhand.methods", "null").status()).isEqualTo(200);
            assertThat(device.telemetry()).hasSize(1);
            assertThat(agent.health().store()).isPresent();
        }
    }

    @Test
    void secretsComeFromFilesAndTheEnvironmentNamesTheDevice(LocalHub hub, HubDevice device, @TempDir Path directory)
            throws IOException {
        String key = device.connectionString().replaceAll(".*SharedAccessKey=", "");
        Path secret = Files.writeString(directory.resolve("key"), key + "\n");
        Map<String, String> environment = Map.of(
                "DECKHAND_HOST_NAME", hub.hostName(),
                "DECKHAND_DEVICE_ID", device.deviceId(),
                "DECKHAND_SHARED_ACCESS_KEY_FILE", secret.toString(),
                "DECKHAND_TRUSTED_CERTIFICATES", hub.caCertificate().toString(),
                "DECKHAND_MODEL_ID", "",
                "PATH", "/bin");
        try (DeviceAgent agent =
                ConfiguredBuilder.of(OptionSource.environment(environment)).build()) {
            agent.start(Agents.SOON);

            assertThat(device.isConnected()).isTrue();
        }
    }

    @Test
    void theVariableOfAzureIsTakenWhereNothingElseNamesTheDevice() {
        Map<String, String> environment = new HashMap<>(Map.of("IOTHUB_DEVICE_CONNECTION_STRING", CONNECTION));
        assertThat(idOf(environment)).isEqualTo("fan");

        environment.put("DECKHAND_CONNECTION_STRING", CONNECTION.replace("fan", "pump"));
        assertThat(idOf(environment)).isEqualTo("pump");
    }

    private static String idOf(Map<String, String> environment) {
        try (DeviceAgent agent =
                ConfiguredBuilder.of(OptionSource.environment(environment)).build()) {
            return agent.deviceId();
        }
    }

    @Test
    void anUnknownNameIsRefusedWithTheNearestKnownOnes() {
        assertThatThrownBy(() -> with("keepalive", "60s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                        "Unknown property 'deckhand.keepalive'. Known: deckhand.keep-alive, .* and \\d+ more\\.");
        assertThatThrownBy(() -> ConfiguredBuilder.of(OptionSource.environment(
                        Map.of("DECKHAND_OVERFLOWS", "BLOCK", "DECKHAND_CONNECTION_STRING", CONNECTION))))
                .hasMessageStartingWith(
                        "Unknown environment variable 'DECKHAND_OVERFLOWS'. Known: DECKHAND_OVERFLOW, ");
    }

    @Test
    void aWrongValueIsRefusedWithItsNameAndWhatItMayBe(@TempDir Path directory) throws IOException {
        assertThatThrownBy(() -> with("keep-alive", "60"))
                .hasMessage(
                        "'deckhand.keep-alive' is '60'. It must be a duration with its unit, as 500ms, 10s, 2m or PT1M30S.");
        assertThatThrownBy(() -> with("transport", "MQTT,HTTP"))
                .hasMessage("'deckhand.transport' is 'HTTP'. It must be one of MQTT, MQTT_WS, AMQPS, AMQPS_WS.");
        assertThatThrownBy(() -> with("virtual-threads", "yes"))
                .hasMessage("'deckhand.virtual-threads' is 'yes'. It must be true or false.");
        assertThatThrownBy(() -> with("outbox-capacity", "many"))
                .hasMessage("'deckhand.outbox-capacity' is 'many'. It must be a whole number.");
        assertThatThrownBy(() -> with("outbox-bytes", "99999999999GB")).hasMessageContaining("'deckhand.outbox-bytes'");
        Path file = Files.writeString(directory.resolve("fan.properties"), "deckhand.hub-link = TCP");
        assertThatThrownBy(() -> AgentBuilder.fromProperties(file))
                .hasMessageContaining("Nothing says which device this is");
    }

    @Test
    void everythingWrongInAFileIsToldAtOnceWithTheFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("fan.properties"), """
                deckhand.keepalive = 60s
                deckhand.keep-alive = 60
                deckhand.transport = MQTT, HTTP
                deckhand.store.bytes = 5MB
                color = green
                """);

        assertThatThrownBy(() -> AgentBuilder.fromProperties(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": 5 problems:\n- Unknown property 'deckhand.keepalive'")
                .hasMessageContainingAll(
                        "\n- 'deckhand.keep-alive' is '60'. ",
                        "\n- 'deckhand.transport' is 'HTTP'. ",
                        "\n- 'deckhand.store.bytes' needs 'deckhand.store.directory', which is not set.",
                        "\n- Nothing says which device this is. ");
    }

    @Test
    void aFileInPlaceOfTheStoresDirectoryIsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("agent"), "");
        AgentBuilder builder = AgentBuilder.forConnectionString(CONNECTION).storeIn(file);

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("storeIn: '" + file
                        + "' is a file. Name a directory, for this agent only; it is created if it does not exist.");
    }

    @Test
    void optionsThatMeanNothingTogetherOrAloneAreRefused() {
        assertThatThrownBy(() -> with("store.bytes", "5MB"))
                .hasMessage("'deckhand.store.bytes' needs 'deckhand.store.directory', which is not set.");
        assertThatThrownBy(() -> with("proxy.password", "x")).hasMessageContaining("needs 'deckhand.proxy.user'");
        assertThatThrownBy(() -> with("private-key", "key.pem")).hasMessageContaining("needs 'deckhand.certificate'");
        assertThatThrownBy(() -> with("provisioning.issued-certificate", "EC_P256"))
                .hasMessageContaining("needs 'deckhand.provisioning.id-scope'");
        assertThatThrownBy(() -> with("provisioning.issued-certificate-renew-at", "1h"))
                .hasMessageContaining("needs 'deckhand.provisioning.issued-certificate'");
        assertThatThrownBy(() -> with("provisioning.endpoint", "x"))
                .hasMessageContaining("needs 'deckhand.provisioning.id-scope'");
        assertThatThrownBy(() -> AgentBuilder.fromProperties(Map.of(
                        "deckhand.connection-string", CONNECTION,
                        "deckhand.provisioning.id-scope", "0ne",
                        "deckhand.provisioning.registration-id", "fan")))
                .hasMessage(
                        "'deckhand.connection-string', 'deckhand.provisioning.id-scope' exclude each other. Keep one.");
        assertThatThrownBy(() -> AgentBuilder.fromProperties(
                        Map.of("deckhand.host-name", "hub.example", "deckhand.device-id", "fan")))
                .hasMessageStartingWith("Nothing says what the device proves its identity with. Set one of "
                        + "'deckhand.shared-access-key', 'deckhand.group-key'");
        assertThatThrownBy(() -> with("reconnect.first", "3m"))
                .hasMessageContaining("less than 'deckhand.reconnect.first'");
    }

    @Test
    void everyWayToNameADeviceMakesAnAgentOfThatId(@TempDir Path directory) {
        Map<String, String> host = Map.of("deckhand.host-name", "127.0.0.1", "deckhand.device-id", "fan");
        assertThat(idOf(host, "shared-access-key", KEY, "secondary-shared-access-key", KEY))
                .isEqualTo("fan");
        assertThat(idOf(host, "sas-token", "SharedAccessSignature sr=hub%2Fdevices%2Ffan&sig=x&se=4102444800"))
                .isEqualTo("fan");
        assertThat(idOf(host, "certificate", "c.pem", "private-key", "k.pem", "private-key-password", "p"))
                .isEqualTo("fan");
        assertThat(idOf(host, "pkcs12", "c.p12", "pkcs12-password", "p")).isEqualTo("fan");
        assertThat(idOf(host, "module-id", "camera", "shared-access-key", KEY)).isEqualTo("fan");
        Map<String, String> scope =
                Map.of("deckhand.provisioning.id-scope", "0ne", "deckhand.provisioning.registration-id", "fan-9");
        assertThat(idOf(
                        scope,
                        "group-key",
                        KEY,
                        "provisioning.payload",
                        "{\"line\":3}",
                        "provisioning.over-https",
                        "true",
                        "provisioning.issued-certificate",
                        "EC_P384",
                        "provisioning.issued-certificate-renew-at",
                        "12h"))
                .isEqualTo("fan-9");
        assertThat(idOf(
                        Map.of("deckhand.connection-string", "HostName=127.0.0.1;DeviceId=fan;x509=true"),
                        "certificate",
                        "c.pem",
                        "private-key",
                        "k.pem",
                        "transport",
                        "MQTT_WS",
                        "proxy.host",
                        "proxy",
                        "proxy.port",
                        "3128",
                        "proxy.user",
                        "me",
                        "proxy.password",
                        "p"))
                .isEqualTo("fan");
    }

    private static String idOf(Map<String, String> base, String... more) {
        Properties properties = new Properties();
        properties.putAll(base);
        for (int i = 0; i < more.length; i += 2) {
            properties.setProperty("deckhand." + more[i], more[i + 1]);
        }
        try (DeviceAgent agent = AgentBuilder.fromProperties(properties).build()) {
            return agent.deviceId();
        }
    }

    @Test
    void noSecretIsEverShown(@TempDir Path directory) {
        String secret = "not!base64!and!secret";
        for (AgentOption option : AgentOption.all()) {
            if (option.secret()) {
                Map<String, String> all = new HashMap<>();
                all.put(option.key(), secret);
                assertThatThrownBy(() -> AgentBuilder.fromProperties(all))
                        .satisfies(problem -> assertShowsNone(problem, secret));
                all.putIfAbsent("deckhand.connection-string", CONNECTION);
                all.put("deckhand.store.directory", directory.toString());
                all.put("deckhand.hub-link", "no such link");
                assertThatThrownBy(() -> AgentBuilder.fromProperties(all))
                        .satisfies(problem -> assertShowsNone(problem, secret))
                        .satisfies(problem -> assertShowsNone(problem, KEY));
                assertThat(OptionSource.properties(all).toString()).doesNotContain(secret);
            }
        }
    }

    private static void assertShowsNone(Throwable problem, String secret) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            assertThat(String.valueOf(cause.getMessage())).doesNotContain(secret);
        }
    }

    @Test
    void aSecretThatIsMissingOrGivenTwiceIsNamed(@TempDir Path directory) {
        assertThatThrownBy(() -> AgentBuilder.fromProperties(Map.of(
                        "deckhand.connection-string-file",
                        directory.resolve("none").toString())))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("'deckhand.connection-string-file' names a file that cannot be read");
        assertThatThrownBy(() -> with("connection-string-file", "x"))
                .hasMessageContaining("Both 'deckhand.connection-string', 'deckhand.connection-string-file' are set");
    }

    private static AgentBuilder with(String name, String value) {
        return AgentBuilder.fromProperties(Map.of("deckhand.connection-string", CONNECTION, "deckhand." + name, value));
    }
}
