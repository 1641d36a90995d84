package io.deckhand.testkit.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubEnrollment;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.internal.identity.Pem;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Commands for a hub that runs already: told through its info file and its service API. */
@ResourceLock("the hub of RunningHubCommandsTest")
class RunningHubCommandsTest {
    @TempDir
    Path directory;

    private final LocalHub hub = LocalHub.builder().httpsPort(0).start();
    private StringWriter output = new StringWriter();
    private StringWriter errors = new StringWriter();

    @BeforeEach
    void announce() throws Exception {
        HubInfo.write(info(), hub, List.of());
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void aDeviceIsCreatedListedShownAndDeleted() throws Exception {
        assertThat(run("device", "create", "fan-1")).isZero();
        assertThat(output.toString().strip()).isEqualTo(hub.device("fan-1").connectionString());

        connect(output.toString().strip()).close();

        assertThat(run("device", "list")).isZero();
        assertThat(output.toString()).isEqualTo("fan-1\tenabled\tDisconnected\n");
        assertThat(run("device", "show", "fan-1")).isZero();
        assertThat(output.toString()).contains("\"generationId\"").doesNotContain("Key", "authentication");
        assertThat(run("device", "connection-string", "fan-1", "--secondary")).isZero();
        assertThat(output.toString().strip()).isEqualTo(hub.device("fan-1").secondaryConnectionString());
        assertThat(run("device", "delete", "fan-1")).isZero();
        assertThatThrownBy(() -> hub.device("fan-1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aModuleIsCreatedListedShownAndDeleted() throws Exception {
        HubDevice gate = hub.createDevice("gate");

        assertThat(run("module", "create", "gate", "camera")).isZero();
        assertThat(output.toString().strip()).isEqualTo(gate.module("camera").connectionString());
        assertThat(run("module", "connection-string", "gate", "camera", "--secondary"))
                .isZero();
        assertThat(output.toString().strip()).isEqualTo(gate.module("camera").secondaryConnectionString());
        assertThat(run("module", "list", "gate")).isZero();
        assertThat(output.toString()).isEqualTo("camera\tDisconnected\n");
        assertThat(run("module", "show", "gate", "camera")).isZero();
        assertThat(output.toString()).contains("\"moduleId\" : \"camera\"").doesNotContain("Key", "authentication");
        assertThat(run("module", "create", "gate", "camera")).isOne();
        assertThat(run("module", "delete", "gate", "camera")).isZero();
        assertThat(gate.modules()).isEmpty();
        Path certificate = Files.writeString(
                directory.resolve("lamp.pem"),
                bundle("lamp").setIsCertificateAuthority(true).buildSelfSigned().getCertificatePEM());
        assertThat(run("module", "create", "gate", "lamp", "--certificate", certificate.toString()))
                .isZero();
        assertThat(output.toString().strip()).endsWith(";DeviceId=gate;ModuleId=lamp;x509=true");
    }

    @Test
    void anEnrollmentIssuesCertificatesAndNeverMovesItsDevicesIfTheCommandLineSaysSo() throws Exception {
        assertThat(run("enrollment", "create", "certified", "--issue-certificates", "20", "--reprovisioning", "never"))
                .isZero();

        assertThat(hub.enrollments().list())
                .extracting(HubEnrollment::toString)
                .containsExactly("HubEnrollment[individual certified]");
        assertThat(enrollment("certified"))
                .contains("\"certificateLifetimeSeconds\":20", "\"updateHubAssignment\":false");
        assertThat(run("enrollment", "create", "too-long", "--issue-certificates", "99999999"))
                .isOne();
        assertThat(errors.toString()).contains("1 second to 90 days");
    }

    private String enrollment(String name) throws Exception {
        return RunningHub.of(info())
                .call("GET", null, "$deckhand", "enrollments", "individual", name)
                .toString();
    }

    @Test
    void aDeviceConnectsWithACertificateThatTheCommandLineToldTheHubOf() throws Exception {
        X509Bundle authority = bundle("line").setIsCertificateAuthority(true).buildSelfSigned();
        X509Bundle signed = bundle("signed").buildIssuedBy(authority);
        X509Bundle pinned = bundle("pinned").buildIssuedBy(authority);
        Path authorityFile = Files.writeString(directory.resolve("line.pem"), authority.getCertificatePEM());
        Path pinnedFile = Files.writeString(directory.resolve("pinned.pem"), pinned.getCertificatePEM());

        assertThat(run("authority", "add", authorityFile.toString())).isZero();
        String thumbprint = output.toString().strip();
        assertThat(run("authority", "list")).isZero();
        assertThat(output.toString()).isEqualTo(thumbprint + "\tCN=line\n");
        assertThat(run("device", "create", "signed", "--ca-signed")).isZero();
        connect(output.toString().strip(), signed).close();
        assertThat(run("device", "create", "pinned", "--certificate", pinnedFile.toString()))
                .isZero();
        assertThat(output.toString().strip()).endsWith(";x509=true");
        connect(output.toString().strip(), pinned).close();

        assertThat(run("authority", "delete", thumbprint)).isZero();
        assertThatThrownBy(() -> connect(hub.device("signed").connectionString(), signed))
                .isInstanceOf(IotHubClientException.class);
        assertThat(run("authority", "delete", thumbprint)).isEqualTo(1);
        assertThat(errors.toString()).contains("Known: none");
        assertThat(run("authority", "add", pinnedFile.toString())).isEqualTo(1);
        assertThat(errors.toString()).contains("is not a CA certificate");
        assertThat(run("authority", "add", info().toString())).isEqualTo(2);
        assertThat(errors.toString()).contains("is not a readable certificate in PEM");
    }

    @Test
    void enrollmentsAreCreatedListedAndDeleted() throws Exception {
        X509Bundle authority = bundle("line").setIsCertificateAuthority(true).buildSelfSigned();
        Path authorityFile = Files.writeString(directory.resolve("line.pem"), authority.getCertificatePEM());

        assertThat(run("enrollment", "create", "fan", "--device-id", "fan-1", "--tags", "{\"a\":1}"))
                .isZero();
        HubEnrollment fan = hub.enrollments().list().get(0);
        assertThat(output.toString())
                .isEqualTo("ID scope: " + hub.enrollments().idScope() + "\nPrimary key: " + fan.primaryKey() + "\n");
        assertThat(run("enrollment", "create", "fan", "--group", "--desired", "{\"b\":2}", "--payload", "{}"))
                .isZero();
        HubEnrollment group = hub.enrollments().list().get(0);
        assertThat(run("enrollment", "device-key", "fan", "fan-7")).isZero();
        assertThat(output.toString().strip()).isEqualTo(group.derivedKey("fan-7"));
        assertThat(run("enrollment", "create", "line", "--group", "--authority", authorityFile.toString()))
                .isZero();
        assertThat(output.toString()).isEqualTo("ID scope: " + hub.enrollments().idScope() + "\n");
        assertThat(run("enrollment", "create", "fan", "--tags", "7")).isEqualTo(2);
        assertThat(run("enrollment", "create", "fan")).isEqualTo(1);
        assertThat(errors.toString()).contains("There is an individual enrollment 'fan' already");

        assertThat(run("enrollment", "delete", "fan")).isZero();
        assertThat(run("enrollment", "list")).isZero();
        assertThat(output.toString()).isEqualTo("group\tfan\ngroup\tline\n");
        assertThat(run("enrollment", "device-key", "line", "x")).isEqualTo(1);
        assertThat(errors.toString()).contains("certificates");
    }

    @Test
    void whatTheHubRefusesEndsWithItsReason() {
        hub.createDevice("d1");

        assertThat(run("device", "create", "d1")).isEqualTo(1);
        assertThat(errors.toString()).isEqualTo("Device 'd1' exists already. (DeviceAlreadyExists)\n");
        assertThat(run("device", "show", "nobody")).isEqualTo(1);
        assertThat(errors.toString()).contains("No device 'nobody'");
        assertThat(run("fault", "explode")).isEqualTo(1);
        assertThat(errors.toString()).contains("Known: cut, silence");
        assertThat(run("fault", "drop", "--packet", "LETTER")).isEqualTo(1);
        assertThat(errors.toString()).contains("CONNACK, PUBACK");
        assertThat(run("fault", "refuse-connections", "--code", "9")).isEqualTo(1);
        assertThat(errors.toString()).contains("1 to 5");
        assertThat(run("fault", "refuse-requests", "--code", "9")).isEqualTo(1);
        assertThat(errors.toString()).contains("No error has code 9");
        assertThat(run("fault", "cut", "--device", "nobody")).isEqualTo(1);
        assertThat(run("fault", "drop")).isEqualTo(1);
        assertThat(errors.toString()).contains("This fault needs a packet. Known: CONNACK, PUBACK");
        assertThat(execute("device")).isEqualTo(2);
        assertThat(errors.toString()).contains("Add a subcommand: create, list, show, delete, connection-string.");
    }

    @Test
    void aHubThatIsNoMoreIsToldFromOneThatRefuses() throws Exception {
        String address = hub.hostName() + ":" + hub.ports().https();
        Path kept = Files.copy(hub.caCertificate(), directory.resolve("ca.pem"));
        hub.close();

        assertThat(run("device", "list")).isEqualTo(1);
        assertThat(errors.toString())
                .contains("certificate")
                .contains("is gone. If the hub was ended, start it again.");
        String info = Files.readString(info())
                .replace(hub.caCertificate().toAbsolutePath().toString(), kept.toString());
        Files.writeString(info(), info);
        assertThat(run("device", "list")).isEqualTo(1);
        assertThat(errors.toString())
                .isEqualTo("No hub listens at https://" + address + ". If it was ended, start it again.\n");
    }

    @Test
    void anotherHubInTheSamePlaceIsNotTakenForTheOne() throws Exception {
        try (LocalHub other = LocalHub.builder().httpsPort(0).start()) {
            Files.copy(other.caCertificate(), directory.resolve("other.pem"));
            String info = Files.readString(info())
                    .replace(
                            hub.caCertificate().toAbsolutePath().toString(),
                            directory.resolve("other.pem").toString());
            Files.writeString(info(), info);

            assertThat(run("device", "list")).isEqualTo(1);
            assertThat(errors.toString()).contains("is not the hub that wrote the info file");
        }
    }

    @Test
    void withoutAnInfoFileItSaysHowToGetOne() {
        assertThat(execute("device", "list", "--info", directory.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("Start the hub with --info");
    }

    @Test
    void connectionsAreCutAndRefusedUntilItIsCleared() throws Exception {
        HubDevice device = hub.createDevice("d1");
        DeviceClient client = connect(device.connectionString());

        assertThat(run("fault", "refuse-connections", "--code", "3", "--device", "d1"))
                .isZero();
        assertThat(run("fault", "cut", "--device", "d1")).isZero();

        await().until(() -> !device.isConnected());
        client.close();
        assertThatThrownBy(() -> connect(device.connectionString())).isInstanceOf(IotHubClientException.class);
        assertThat(run("fault", "clear")).isZero();
        connect(device.connectionString()).close();
    }

    @Test
    void requestsAreRefusedButNotTheCommandThatEndsIt() {
        assertThat(run("fault", "throttle")).isZero();
        assertThat(run("device", "list")).isEqualTo(1);
        assertThat(errors.toString()).contains("ThrottlingException");
        assertThat(run("fault", "quota")).isZero();
        assertThat(run("device", "list")).isEqualTo(1);
        assertThat(run("fault", "clear")).isZero();
        assertThat(run("device", "list")).isZero();
    }

    @Test
    void packetsAreStruckAsTheOptionsSay() throws Exception {
        HubDevice device = hub.createDevice("d1");
        assertThat(run("fault", "drop", "--packet", "CONNACK", "--device", "other", "--times", "1"))
                .isZero();
        assertThat(run(
                        "fault",
                        "cut-at",
                        "--packet",
                        "connack",
                        "--device",
                        "d1",
                        "--after",
                        "1",
                        "--probability",
                        "1",
                        "--seed",
                        "7"))
                .isZero();

        connect(device.connectionString()).close();

        assertThatThrownBy(() -> connect(device.connectionString())).isInstanceOf(IotHubClientException.class);
    }

    @Test
    void packetsAreStruckOverAmqpToo() throws Exception {
        HubDevice device = hub.createDevice("d1");
        assertThat(run("fault", "cut-at", "--packet", "puback", "--device", "d1", "--after", "1"))
                .isZero();

        DeviceClient client = connect(device.connectionString(), hub.sslContext(), IotHubClientProtocol.AMQPS);
        client.sendEvent(new Message("passes"));

        assertThatThrownBy(() -> client.sendEvent(new Message("is struck"))).isInstanceOf(IotHubClientException.class);
        client.close();
    }

    @Test
    void theHubIsRestartedAlsoWithAnotherAuthority() throws Exception {
        HubDevice device = hub.createDevice("d1");
        DeviceClient client = connect(device.connectionString());
        SSLContext before = hub.sslContext();

        assertThat(run("fault", "restart")).isZero();
        await().until(() -> !device.isConnected());
        client.close();
        await().ignoreExceptions().until(() -> run("device", "list") == 0);

        assertThat(run("fault", "new-authority")).isZero();
        await().until(() -> hub.sslContext() != before);
        await().ignoreExceptions().until(() -> run("device", "list") == 0);
        try (SSLSocket old = (SSLSocket) before.getSocketFactory().createSocket(hub.hostName(), 8883)) {
            assertThatThrownBy(old::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    private static CertificateBuilder bundle(String name) {
        return new CertificateBuilder().ecp256().subject("CN=" + name);
    }

    private DeviceClient connect(String connectionString, X509Bundle certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("hub", Pem.certificate(Files.readString(hub.caCertificate())));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate.toKeyManagerFactory().getKeyManagers(), trust.getTrustManagers(), null);
        return connect(connectionString, context);
    }

    private DeviceClient connect(String connectionString) throws IotHubClientException {
        return connect(connectionString, hub.sslContext());
    }

    private static DeviceClient connect(String connectionString, SSLContext context) throws IotHubClientException {
        return connect(connectionString, context, IotHubClientProtocol.MQTT);
    }

    private static DeviceClient connect(String connectionString, SSLContext context, IotHubClientProtocol protocol)
            throws IotHubClientException {
        ClientOptions options = ClientOptions.builder().sslContext(context).build();
        DeviceClient client = new DeviceClient(connectionString, protocol, options);
        client.setRetryPolicy(new NoRetry());
        try {
            client.open(false);
            return client;
        } catch (IotHubClientException e) {
            client.close();
            throw e;
        }
    }

    private int run(String... arguments) {
        String[] withInfo = Arrays.copyOf(arguments, arguments.length + 2);
        withInfo[arguments.length] = "--info";
        withInfo[arguments.length + 1] = info().toString();
        return execute(withInfo);
    }

    private int execute(String... arguments) {
        output = new StringWriter();
        errors = new StringWriter();
        return HubCommand.commandLine()
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }

    private Path info() {
        return directory.resolve("hub.json");
    }
}
