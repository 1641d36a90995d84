package io.deckhand.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import com.microsoft.azure.sdk.iot.service.auth.AuthenticationType;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Devices that show a certificate instead of a token, through the unmodified clients. */
@LocalHubTest
class CertificateDeviceTest {
    @ParameterizedTest
    @CsvSource({"MQTT, SHA-256", "MQTT, SHA-1", "MQTT_WS, SHA-256"})
    void aDeviceConnectsWithTheCertificateItsIdentityNames(IotHubClientProtocol protocol, String digest, LocalHub hub)
            throws Exception {
        X509Bundle certificate = newCertificate();
        HubDevice device = create(hub, protocol + digest, thumbprint(certificate, digest));
        assertThat(device.connectionString()).endsWith(";x509=true");

        DeviceClient client = connect(hub, device, protocol, certificate);
        try {
            client.sendEvent(new Message("signed"));
            assertThat(device.telemetry()).extracting(TelemetryMessage::text).containsExactly("signed");
            assertThat(device.twin()).contains("\"authenticationType\":\"selfSigned\"");
        } finally {
            client.close();
        }
    }

    @Test
    void anotherCertificateAndNoneAreRefused(LocalHub hub) throws Exception {
        HubDevice device = create(hub, "strict", thumbprint(newCertificate(), "SHA-256"));

        assertThatThrownBy(() -> connect(hub, device, IotHubClientProtocol.MQTT, newCertificate()))
                .isInstanceOf(IotHubClientException.class);
        assertThatThrownBy(() -> connect(hub, device, IotHubClientProtocol.MQTT, null))
                .isInstanceOf(IotHubClientException.class);
        assertThat(device.isConnected()).isFalse();
    }

    @Test
    void theRegistryKeepsThumbprintsAndNoKeys(LocalHub hub) throws Exception {
        String thumbprint = thumbprint(newCertificate(), "SHA-1");
        create(hub, "kept", thumbprint);
        hub.restart();

        Device read = ServiceClients.registry(hub).getDevice("kept");

        assertThat(read.getAuthenticationType()).isEqualTo(AuthenticationType.SELF_SIGNED);
        assertThat(read.getPrimaryThumbprint()).isEqualTo(thumbprint);
        assertThat(read.getPrimaryKey()).isNull();
        assertThat(catchThrowableOfType(IotHubBadFormatException.class, () -> create(hub, "bad", "no digest")))
                .isNotNull();
    }

    private static HubDevice create(LocalHub hub, String id, String thumbprint) throws Exception {
        Device device = new Device(id, AuthenticationType.SELF_SIGNED);
        device.setThumbprint(thumbprint, thumbprint);
        ServiceClients.registry(hub).addDevice(device);
        return hub.device(id);
    }

    private static X509Bundle newCertificate() throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=device")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static String thumbprint(X509Bundle certificate, String digest) throws Exception {
        byte[] encoded = certificate.getCertificate().getEncoded();
        return HexFormat.of()
                .withUpperCase()
                .formatHex(MessageDigest.getInstance(digest).digest(encoded));
    }

    private static DeviceClient connect(
            LocalHub hub, HubDevice device, IotHubClientProtocol protocol, @Nullable X509Bundle certificate)
            throws Exception {
        ClientOptions options =
                ClientOptions.builder().sslContext(context(hub, certificate)).build();
        DeviceClient client = new DeviceClient(device.connectionString(), protocol, options);
        client.setRetryPolicy(new NoRetry());
        try {
            client.open(false);
            return client;
        } catch (IotHubClientException e) {
            client.close();
            throw e;
        }
    }

    private static SSLContext context(LocalHub hub, @Nullable X509Bundle certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(hub.caCertificate())) {
            trusted.setCertificateEntry(
                    "hub", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (certificate != null) {
            own.setKeyEntry(
                    "device", certificate.getKeyPair().getPrivate(), new char[0], certificate.getCertificatePath());
        }
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
