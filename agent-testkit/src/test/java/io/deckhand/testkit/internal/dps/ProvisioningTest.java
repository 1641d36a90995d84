package io.deckhand.testkit.internal.dps;

import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol.AMQPS;
import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol.HTTPS;
import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol.MQTT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientRegistrationResult;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientStatus;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientSubstatus;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol;
import com.microsoft.azure.sdk.iot.provisioning.device.internal.exceptions.ProvisioningDeviceClientException;
import com.microsoft.azure.sdk.iot.provisioning.device.internal.exceptions.ProvisioningDeviceHubException;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProvider;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProviderSymmetricKey;
import io.deckhand.testkit.Enrollments;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubEnrollment;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.DeviceCertificates;
import io.deckhand.testkit.fixture.ProvisioningClients;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Devices that ask the provisioning service for their hub, by the unmodified client, and then connect to it. */
@LocalHubTest
class ProvisioningTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final LocalHub hub;

    ProvisioningTest(LocalHub hub) {
        this.hub = hub;
    }

    @BeforeEach
    void assumePort443() {
        assumeTrue(hub.httpsOnStandardPort(), "the provisioning client knows no other port for HTTPS and WebSockets");
    }

    @ParameterizedTest
    @EnumSource
    void aDeviceRegistersWithItsKeyAndConnectsWithIt(ProvisioningDeviceClientTransportProtocol protocol)
            throws Exception {
        String id = "own-key-" + protocol;
        HubEnrollment enrollment = hub.enrollments()
                .individual(id)
                .deviceId("fan-" + protocol)
                .tags("{\"floor\":3}")
                .desired("{\"speed\":5}")
                .payload("{\"greeting\":\"welcome\"}")
                .create();

        var result = register(protocol, withKey(id, enrollment.primaryKey()));

        assertThat(result.getProvisioningDeviceClientStatus())
                .isEqualTo(ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_ASSIGNED);
        assertThat(result.getSubstatus()).isEqualTo(ProvisioningDeviceClientSubstatus.INITIAL_ASSIGNMENT);
        assertThat(result.getIothubUri()).isEqualTo(hub.hostName());
        assertThat(result.getRegistrationId()).isEqualTo(id);
        assertThat(result.getDeviceId()).isEqualTo("fan-" + protocol);
        assertThat(result.getProvisioningPayload()).isEqualTo("{\"greeting\":\"welcome\"}");
        HubDevice device = hub.device(result.getDeviceId());
        assertThat(device.twin()).contains("\"tags\":{\"floor\":3}");
        assertThat(device.desired()).contains("\"speed\":5");
        send(keyConnectionString(result, enrollment.primaryKey()), hub.sslContext());
        send(keyConnectionString(result, enrollment.secondaryKey()), hub.sslContext());
        assertThat(device.telemetry()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS", "HTTPS"})
    void theDevicesOfAGroupRegisterWithKeysDerivedFromTheGroups(ProvisioningDeviceClientTransportProtocol protocol)
            throws Exception {
        String groupKey = base64("first " + protocol);
        HubEnrollment line = hub.enrollments()
                .group("line-" + protocol)
                .symmetricKey(groupKey, base64("second " + protocol))
                .tags("{\"line\":1}")
                .create();
        String id = "of-the-line-" + protocol;
        String key = derivedByTheSdk(groupKey, id);

        var result = register(protocol, withKey(id, key));

        assertThat(line.derivedKey(id)).isEqualTo(key);
        assertThat(result.getDeviceId()).isEqualTo(id);
        assertThat(result.getProvisioningPayload()).isNull();
        assertThat(hub.device(id).twin()).contains("\"tags\":{\"line\":1}");
        send(keyConnectionString(result, key), hub.sslContext());
        hub.device(id).awaitTelemetry(any -> true, SOON);
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS", "AMQPS_WS", "HTTPS"})
    void aDeviceRegistersWithItsCertificateAndConnectsWithIt(ProvisioningDeviceClientTransportProtocol protocol)
            throws Exception {
        String id = "own-certificate-" + protocol;
        X509Bundle certificate = DeviceCertificates.selfSigned(id);
        hub.enrollments()
                .individual(id)
                .certificate(certificate.getCertificate())
                .create();

        var result = register(protocol, withCertificate(id, certificate));

        send(certificateConnectionString(result), DeviceCertificates.context(hub, certificate));
        hub.device(id).awaitTelemetry(any -> true, SOON);
    }

    @Test
    void theDevicesOfAGroupRegisterWithCertificatesOfItsAuthority() throws Exception {
        X509Bundle root = DeviceCertificates.authority("root");
        X509Bundle line = DeviceCertificates.intermediate("line", root);
        hub.enrollments().group("signed-line").authority(root.getCertificate()).create();
        X509Bundle first = DeviceCertificates.issued("signed", line);
        X509Bundle renewed = DeviceCertificates.issued("signed", root);

        var result = register(MQTT, withCertificate("signed", first));

        String connectionString = certificateConnectionString(result);
        send(connectionString, DeviceCertificates.context(hub, first));
        hub.device("signed").awaitTelemetry(any -> true, SOON);
        assertThatThrownBy(() -> send(connectionString, DeviceCertificates.context(hub, renewed)))
                .isInstanceOf(IotHubClientException.class);

        register(HTTPS, withCertificate("signed", renewed));

        send(connectionString, DeviceCertificates.context(hub, renewed));
        assertThatThrownBy(() -> send(connectionString, DeviceCertificates.context(hub, first)))
                .isInstanceOf(IotHubClientException.class);
    }

    @Test
    void aDeviceThatRegistersAgainIsTheSameDeviceWithTheSameTwin() throws Exception {
        HubEnrollment enrollment = hub.enrollments()
                .individual("again")
                .deviceId("again-and-again")
                .desired("{\"speed\":1}")
                .create();
        SecurityProvider key = withKey("again", enrollment.primaryKey());
        var first = register(HTTPS, key);
        HubDevice device = hub.device("again-and-again");
        device.patchDesired("{\"speed\":2}");

        var second = register(HTTPS, key);

        assertThat(second.getDeviceId()).isEqualTo("again-and-again");
        assertThat(second.getCreatedDateTimeUtc()).isEqualTo(first.getCreatedDateTimeUtc());
        assertThat(device.desired()).contains("\"speed\":2");

        device.delete();
        register(HTTPS, key);
        assertThat(device.desired()).contains("\"speed\":1");
        send(keyConnectionString(second, enrollment.primaryKey()), hub.sslContext());
    }

    @Test
    void aDeviceThatTheHubHasAlreadyIsTakenAsItIs() throws Exception {
        HubDevice device = hub.createDevice("before");
        device.patchTags("{\"old\":true}");
        HubEnrollment enrollment =
                hub.enrollments().individual("before").tags("{\"new\":true}").create();

        var result = register(HTTPS, withKey("before", enrollment.primaryKey()));

        assertThat(device.twin()).contains("\"tags\":{\"old\":true,\"new\":true}");
        send(keyConnectionString(result, enrollment.primaryKey()), hub.sslContext());
    }

    @Test
    void theModelThatADeviceNamesBecomesThatOfItsTwin() throws Exception {
        String key = hub.enrollments().individual("modelled").create().primaryKey();

        ProvisioningClients.register(
                hub,
                hub.enrollments().idScope(),
                HTTPS,
                withKey("modelled", key),
                "{\"modelId\":\"dtmi:io:deckhand:Fan;1\"}");

        assertThat(hub.device("modelled").twin()).contains("\"modelId\":\"dtmi:io:deckhand:Fan;1\"");
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "HTTPS"})
    void whoProvesNothingIsRefused(ProvisioningDeviceClientTransportProtocol protocol) throws Exception {
        String id = "strict-" + protocol;
        HubEnrollment byKey = hub.enrollments().individual(id).create();
        HubEnrollment group = hub.enrollments().group(id).create();
        String other = base64("other");
        X509Bundle root = DeviceCertificates.authority("strict root " + protocol);
        X509Bundle unknown = DeviceCertificates.authority("unknown root " + protocol);
        hub.enrollments().group("signed-" + id).authority(root.getCertificate()).create();
        hub.enrollments()
                .individual("named-" + id)
                .certificate(DeviceCertificates.selfSigned("named-" + id).getCertificate())
                .create();

        assertRefused(protocol, withKey("nobody-" + protocol, other));
        assertRefused(protocol, withKey(id, other));
        assertRefused(protocol, withKey(id, group.derivedKey(id)));
        assertRefused(protocol, withKey("one-" + id, group.derivedKey("another-" + id)));
        assertRefused(protocol, withKey("one-" + id, byKey.primaryKey()));
        assertRefused(protocol, withCertificate("one-" + id, DeviceCertificates.issued("one-" + id, unknown)));
        assertRefused(protocol, withCertificate("one-" + id, DeviceCertificates.issued("another-" + id, root)));
        assertRefused(protocol, withCertificate("one-" + id, DeviceCertificates.expired("one-" + id, root)));
        assertRefused(protocol, withCertificate("named-" + id, DeviceCertificates.issued("named-" + id, root)));
        assertThat(reason(() -> ProvisioningClients.register(
                        hub, "0ne99999999", protocol, withKey(id, byKey.primaryKey()), null)))
                .contains("401002");
        assertThatThrownBy(() -> hub.device("one-" + id)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Over AMQP the client says of a refusal only that there was one; what the service said is in its rejection. */
    @Test
    void overAmqpWhoProvesNothingIsRefused() throws Exception {
        hub.enrollments().individual("strict-amqp").create();

        assertThat(reason(() -> register(AMQPS, withKey("strict-amqp", base64("other")))))
                .contains("remote state was Rejected");
        assertThat(reason(() ->
                        register(AMQPS, withCertificate("strict-amqp", DeviceCertificates.selfSigned("strict-amqp")))))
                .contains("remote state was Rejected");
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS", "HTTPS"})
    void underADisabledEnrollmentNobodyRegistersUntilItIsEnabled(ProvisioningDeviceClientTransportProtocol protocol)
            throws Exception {
        String id = "disabled-" + protocol;
        HubEnrollment enrollment = hub.enrollments().individual(id).create();
        enrollment.disable();

        Throwable refusal = catchThrowable(() -> register(protocol, withKey(id, enrollment.primaryKey())));

        assertThat(refusal)
                .isInstanceOf(ProvisioningDeviceHubException.class)
                .hasMessageContaining("Enrollment '" + id + "' is disabled.");
        assertThat(((ProvisioningDeviceHubException) refusal).getErrorCode()).isEqualTo(401_002);
        assertThatThrownBy(() -> hub.device(id)).isInstanceOf(IllegalArgumentException.class);
        enrollment.enable();
        register(protocol, withKey(id, enrollment.primaryKey()));
        assertThat(hub.device(id).isConnected()).isFalse();
    }

    @Test
    void enrollmentsAndRegistrationsOutliveTheHub(@TempDir Path data) throws Exception {
        LocalHub.Builder builder = LocalHub.builder().dataDirectory(data);
        String idScope;
        String key;
        try (LocalHub before = builder.start()) {
            idScope = before.enrollments().idScope();
            key = before.enrollments().group("kept").create().derivedKey("fan");
            ProvisioningClients.register(before, HTTPS, ProvisioningClients.withKey(before, "fan", key));
            before.device("fan").patchTags("{\"kept\":true}");
        }

        try (LocalHub after = builder.start()) {
            assertThat(after.enrollments().idScope()).isEqualTo(idScope);
            assertThat(after.enrollments().list())
                    .extracting(HubEnrollment::name)
                    .containsExactly("kept");
            ProvisioningClients.register(after, HTTPS, ProvisioningClients.withKey(after, "fan", key));
            assertThat(after.device("fan").twin()).contains("\"kept\":true");
        }
    }

    @Test
    void whatDoesNotFitAnEnrollmentIsRefusedWithWhatDoes() throws Exception {
        X509Bundle authority = DeviceCertificates.authority("fitting");
        X509Bundle device = DeviceCertificates.issued("fitting", authority);
        Enrollments enrollments = hub.enrollments();
        HubEnrollment there = enrollments.individual("there").create();
        HubEnrollment byCertificate = enrollments
                .individual("fitting")
                .certificate(device.getCertificate())
                .create();

        assertIllegal(() -> enrollments.individual("there").create(), "already");
        assertIllegal(() -> enrollments.individual("a/b").create(), "is not a registration id");
        assertIllegal(() -> enrollments.group("a b").create(), "is not a group name");
        assertIllegal(() -> enrollments.group("g").deviceId("d").create(), "is for many devices");
        assertIllegal(
                () -> enrollments
                        .group("g")
                        .certificate(device.getCertificate())
                        .create(),
                "is for many devices");
        assertIllegal(
                () -> enrollments
                        .individual("i")
                        .authority(authority.getCertificate())
                        .create(),
                "is for one device");
        assertIllegal(() -> enrollments.group("g").authority(device.getCertificate()), "is not a CA certificate");
        assertIllegal(() -> enrollments.individual("i").desired("7"), "must be a JSON object");
        assertIllegal(() -> enrollments.individual("i").desired("{\"a.b\":1}").create(), "names have no '.'");
        assertIllegal(() -> enrollments.individual("i").symmetricKey("no", "Base64!"), "must be Base64");
        assertThatThrownBy(byCertificate::primaryKey).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> there.derivedKey("x")).isInstanceOf(IllegalStateException.class);
        there.delete();
        assertIllegal(there::delete, "No individual enrollment 'there'. Known: ");
    }

    private static void assertIllegal(ThrowingCallable request, String why) {
        assertThatThrownBy(request).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
    }

    private void assertRefused(ProvisioningDeviceClientTransportProtocol protocol, SecurityProvider security) {
        assertThat(reason(() -> register(protocol, security))).contains("401002");
    }

    /** {@return what the client says of why it could not register: over MQTT in a cause of a cause} */
    private static String reason(ThrowingCallable registration) {
        Throwable refusal = catchThrowable(registration);
        assertThat(refusal).isInstanceOf(ProvisioningDeviceClientException.class);
        StringBuilder reason = new StringBuilder();
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            reason.append(cause).append('\n');
        }
        return reason.toString();
    }

    private ProvisioningDeviceClientRegistrationResult register(
            ProvisioningDeviceClientTransportProtocol protocol, SecurityProvider security) throws Exception {
        return ProvisioningClients.register(hub, protocol, security);
    }

    private SecurityProvider withKey(String registrationId, String key) {
        return ProvisioningClients.withKey(hub, registrationId, key);
    }

    private SecurityProvider withCertificate(String registrationId, X509Bundle certificate) {
        return ProvisioningClients.withCertificate(hub, registrationId, certificate);
    }

    private static String keyConnectionString(ProvisioningDeviceClientRegistrationResult result, String key) {
        return "HostName=" + result.getIothubUri() + ";DeviceId=" + result.getDeviceId() + ";SharedAccessKey=" + key;
    }

    private static String certificateConnectionString(ProvisioningDeviceClientRegistrationResult result) {
        return "HostName=" + result.getIothubUri() + ";DeviceId=" + result.getDeviceId() + ";x509=true";
    }

    private static void send(String connectionString, SSLContext context) throws Exception {
        ClientOptions options = ClientOptions.builder().sslContext(context).build();
        DeviceClient client = new DeviceClient(connectionString, IotHubClientProtocol.HTTPS, options);
        client.setRetryPolicy(new NoRetry());
        try {
            client.open(false);
            client.sendEvent(new Message("provisioned"));
        } finally {
            client.close();
        }
    }

    private static String derivedByTheSdk(String groupKey, String registrationId) throws Exception {
        byte[] key = SecurityProviderSymmetricKey.ComputeDerivedSymmetricKey(
                groupKey.getBytes(StandardCharsets.UTF_8), registrationId);
        return new String(key, StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
