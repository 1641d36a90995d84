package io.deckhand.testkit.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import com.microsoft.azure.sdk.iot.service.auth.AuthenticationType;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.fixture.DeviceCertificates;
import io.deckhand.testkit.fixture.MovableClock;
import io.deckhand.testkit.fixture.ServiceClients;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Devices that show a certificate instead of a token, through the unmodified clients. */
@LocalHubTest
class CertificateDeviceTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource({"MQTT, SHA-256", "MQTT, SHA-1", "MQTT_WS, SHA-256", "AMQPS, SHA-1", "HTTPS, SHA-256"})
    void aDeviceConnectsWithTheCertificateItsIdentityNames(IotHubClientProtocol protocol, String digest, LocalHub hub)
            throws Exception {
        X509Bundle certificate = DeviceCertificates.selfSigned("whoever");
        HubDevice device = create(hub, protocol + digest, thumbprint(certificate, digest));
        assertThat(device.connectionString()).endsWith(";x509=true");

        send(hub, device, protocol, certificate);

        assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsExactly("signed");
        assertThat(device.twin()).contains("\"authenticationType\":\"selfSigned\"");
    }

    @ParameterizedTest
    @EnumSource(names = "AMQPS_WS", mode = EnumSource.Mode.EXCLUDE)
    void aDeviceConnectsWithACertificateThatATrustedAuthoritySigned(IotHubClientProtocol protocol, LocalHub hub)
            throws Exception {
        X509Bundle root = DeviceCertificates.authority("root of " + protocol);
        hub.trustDeviceCa(root.getCertificate());
        HubDevice device = hub.createCaSignedDevice("by-authority-" + protocol);
        X509Bundle between = DeviceCertificates.intermediate("line of " + protocol, root);

        send(hub, device, protocol, DeviceCertificates.issued(device.deviceId(), between));

        assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsExactly("signed");
        assertThat(device.twin()).contains("\"authenticationType\":\"certificateAuthority\"");
    }

    @ParameterizedTest
    @EnumSource(
            value = IotHubClientProtocol.class,
            names = {"MQTT", "AMQPS", "HTTPS"})
    void everyOtherCertificateIsRefused(IotHubClientProtocol protocol, LocalHub hub) throws Exception {
        X509Bundle trusted = DeviceCertificates.authority("trusted by " + protocol);
        X509Bundle unknown = DeviceCertificates.authority("unknown to " + protocol);
        hub.trustDeviceCa(trusted.getCertificate());
        HubDevice byAuthority = hub.createCaSignedDevice("strict-" + protocol);
        HubDevice byThumbprint = hub.createDevice(
                "very-strict-" + protocol,
                DeviceCertificates.issued("very-strict-" + protocol, trusted).getCertificate());
        HubDevice byKey = hub.createDevice("by-key-" + protocol);
        String id = byAuthority.deviceId();

        assertRefused(hub, byAuthority, protocol, DeviceCertificates.issued(id, unknown));
        assertRefused(hub, byAuthority, protocol, DeviceCertificates.selfSigned(id));
        assertRefused(hub, byAuthority, protocol, DeviceCertificates.expired(id, trusted));
        assertRefused(hub, byAuthority, protocol, DeviceCertificates.issued("another", trusted));
        assertRefused(hub, byThumbprint, protocol, DeviceCertificates.issued(byThumbprint.deviceId(), trusted));
        assertRefused(hub, byAuthority, protocol, null);
        String pretending = byKey.connectionString().replaceAll("SharedAccessKey=.*", "x509=true");
        assertRefused(hub, pretending, protocol, DeviceCertificates.issued(byKey.deviceId(), trusted));
        assertThat(hub.telemetry()).noneMatch(message -> message.deviceId().endsWith("strict-" + protocol));
    }

    @Test
    void anExpiredAuthoritySignsNothing(LocalHub hub) throws Exception {
        X509Bundle ended = DeviceCertificates.authority("ended", Duration.ofMinutes(-1));
        hub.trustDeviceCa(ended.getCertificate());
        HubDevice device = hub.createCaSignedDevice("of-the-ended");

        assertRefused(hub, device, IotHubClientProtocol.MQTT, DeviceCertificates.issued(device.deviceId(), ended));
    }

    @Test
    void onlyAuthoritiesAreTrustedAndARestartKeepsThem() throws Exception {
        try (LocalHub hub = LocalHub.start()) {
            X509Bundle authority = DeviceCertificates.authority("kept");
            HubDevice device = hub.createCaSignedDevice("of-the-kept");
            X509Bundle certificate = DeviceCertificates.issued(device.deviceId(), authority);
            assertThatThrownBy(() -> hub.trustDeviceCa(certificate.getCertificate()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("of-the-kept");

            hub.trustDeviceCa(authority.getCertificate());
            hub.restart();

            send(hub, device, IotHubClientProtocol.MQTT, certificate);
            assertThat(device.telemetry()).hasSize(1);
        }
    }

    @Test
    void aConnectionEndsWithItsCertificate() throws Exception {
        MovableClock clock = new MovableClock();
        try (LocalHub hub = LocalHub.builder().clock(clock).start()) {
            X509Bundle certificate = DeviceCertificates.selfSigned("short-lived");
            HubDevice device = hub.createDevice("short-lived", certificate.getCertificate());
            for (IotHubClientProtocol protocol : List.of(IotHubClientProtocol.MQTT, IotHubClientProtocol.AMQPS)) {
                clock.forward(Duration.ZERO);
                DeviceClient client = client(hub, device.connectionString(), protocol, certificate);
                client.open(false);
                await().atMost(SOON).until(device::isConnected);

                clock.forward(Duration.ofDays(2));

                await().atMost(SOON).until(() -> !device.isConnected());
                client.close();
            }
        }
    }

    @Test
    void theRegistryKeepsWhatADeviceConnectsWithAndShowsNoKeys() throws Exception {
        try (LocalHub hub = LocalHub.start()) {
            String thumbprint = thumbprint(DeviceCertificates.selfSigned("kept"), "SHA-1");
            create(hub, "kept", thumbprint);
            ServiceClients.registry(hub).addDevice(new Device("signed", AuthenticationType.CERTIFICATE_AUTHORITY));
            hub.restart();

            Device selfSigned = ServiceClients.registry(hub).getDevice("kept");
            Device signed = ServiceClients.registry(hub).getDevice("signed");

            assertThat(selfSigned.getAuthenticationType()).isEqualTo(AuthenticationType.SELF_SIGNED);
            assertThat(selfSigned.getPrimaryThumbprint()).isEqualTo(thumbprint);
            assertThat(selfSigned.getPrimaryKey()).isNull();
            assertThat(signed.getAuthenticationType()).isEqualTo(AuthenticationType.CERTIFICATE_AUTHORITY);
            assertThat(hub.device("signed").connectionString()).endsWith(";x509=true");
            assertThat(catchThrowableOfType(IotHubBadFormatException.class, () -> create(hub, "bad", "no digest")))
                    .isNotNull();
        }
    }

    private static HubDevice create(LocalHub hub, String id, String thumbprint) throws Exception {
        Device device = new Device(id, AuthenticationType.SELF_SIGNED);
        device.setThumbprint(thumbprint, thumbprint);
        ServiceClients.registry(hub).addDevice(device);
        return hub.device(id);
    }

    private static String thumbprint(X509Bundle certificate, String digest) throws Exception {
        byte[] encoded = certificate.getCertificate().getEncoded();
        return HexFormat.of()
                .withUpperCase()
                .formatHex(MessageDigest.getInstance(digest).digest(encoded));
    }

    private static void assertRefused(
            LocalHub hub, HubDevice device, IotHubClientProtocol protocol, @Nullable X509Bundle certificate) {
        assertRefused(hub, device.connectionString(), protocol, certificate);
    }

    private static void assertRefused(
            LocalHub hub, String connectionString, IotHubClientProtocol protocol, @Nullable X509Bundle certificate) {
        IotHubClientException refusal = catchThrowableOfType(
                IotHubClientException.class, () -> send(hub, connectionString, protocol, certificate));
        assertThat(refusal).isNotNull();
        assertThat(refusal.getStatusCode()).isEqualTo(IotHubStatusCode.UNAUTHORIZED);
    }

    private static void send(LocalHub hub, HubDevice device, IotHubClientProtocol protocol, X509Bundle certificate)
            throws Exception {
        send(hub, device.connectionString(), protocol, certificate);
        device.awaitTelemetry(message -> true, SOON);
    }

    @Test
    void aDeviceManagesItsOwnModulesWithItsCertificate(LocalHub hub) throws Exception {
        X509Bundle own = DeviceCertificates.selfSigned("parent");
        HubDevice parent = hub.createDevice("parent", own.getCertificate());
        hub.createDevice("neighbour");

        assertThat(call(hub, own, "PUT", "/devices/parent/modules/camera")).isEqualTo(200);
        assertThat(call(hub, own, "GET", "/devices/parent/modules")).isEqualTo(200);
        assertThat(call(hub, own, "PUT", "/devices/neighbour/modules/camera")).isEqualTo(401);
        assertThat(call(hub, own, "GET", "/devices/parent")).isEqualTo(401);
        assertThat(call(hub, null, "GET", "/devices/parent/modules")).isEqualTo(401);
        assertThat(call(hub, own, "DELETE", "/devices/parent/modules/camera")).isEqualTo(204);
        parent.disable();
        assertThat(call(hub, own, "GET", "/devices/parent/modules")).isEqualTo(401);
    }

    private static int call(LocalHub hub, @Nullable X509Bundle shown, String method, String path) throws Exception {
        URI uri = URI.create("https://" + ServiceClients.address(hub) + path + "?api-version=2021-04-12");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, BodyPublishers.ofString(method.equals("PUT") ? "{}" : ""))
                .build();
        return HttpClient.newBuilder()
                .sslContext(DeviceCertificates.context(hub, shown))
                .build()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    /** Connects, which over HTTPS is nothing, and sends. */
    private static void send(
            LocalHub hub, String connectionString, IotHubClientProtocol protocol, @Nullable X509Bundle certificate)
            throws Exception {
        assumeTrue(
                hub.httpsOnStandardPort()
                        || protocol == IotHubClientProtocol.MQTT
                        || protocol == IotHubClientProtocol.AMQPS,
                "the device SDK knows no other port");
        DeviceClient client = client(hub, connectionString, protocol, certificate);
        try {
            client.open(false);
            client.sendEvent(new Message("signed"));
        } finally {
            client.close();
        }
    }

    private static DeviceClient client(
            LocalHub hub, String connectionString, IotHubClientProtocol protocol, @Nullable X509Bundle certificate)
            throws Exception {
        ClientOptions options = ClientOptions.builder()
                .sslContext(DeviceCertificates.context(hub, certificate))
                .build();
        DeviceClient client = new DeviceClient(connectionString, protocol, options);
        client.setRetryPolicy(new NoRetry());
        return client;
    }
}
