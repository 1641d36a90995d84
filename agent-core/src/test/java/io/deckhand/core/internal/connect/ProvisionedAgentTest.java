package io.deckhand.core.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClient;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientRegistrationResult;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol;
import com.microsoft.azure.sdk.iot.provisioning.device.internal.exceptions.ProvisioningDeviceClientException;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProvider;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProviderSymmetricKey;
import io.deckhand.DeviceAgent;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubEnrollment;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** Agents of devices that were not known to the hub before, or that have a certificate in place of a key. */
@LocalHubTest
class ProvisionedAgentTest {
    private static final int ATTEMPTS = 3;

    private final LocalHub hub;

    ProvisionedAgentTest(LocalHub hub) {
        this.hub = hub;
    }

    @Test
    void anAgentConnectsToTheHubThatItsDeviceIsAssigned() throws Exception {
        HubEnrollment line = hub.enrollments().group("line").create();
        String key = line.derivedKey("fan-7");

        ProvisioningDeviceClientRegistrationResult assigned = register("fan-7", key);

        useAgent(
                "HostName=" + assigned.getIothubUri() + ";DeviceId=" + assigned.getDeviceId() + ";SharedAccessKey="
                        + key,
                hub.sslContext(),
                hub.device("fan-7"));
    }

    @Test
    void anAgentConnectsWithACertificate() throws Exception {
        X509Bundle authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=line")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle own = new CertificateBuilder().ecp256().subject("CN=fan-8").buildIssuedBy(authority);
        hub.trustDeviceCa(authority.getCertificate());
        HubDevice device = hub.createCaSignedDevice("fan-8");

        useAgent(device.connectionString(), showing(own), device);
    }

    private static void useAgent(String connectionString, SSLContext context, HubDevice device) {
        try (DeviceAgent agent = AgentBuilder.forConnectionString(connectionString)
                .sslContext(context)
                .operationTimeout(Agents.SOON)
                .build()) {
            agent.start(Agents.SOON);
            agent.send("hello");
            assertThat(device.awaitTelemetry(any -> true, Duration.ofSeconds(30))
                            .text())
                    .isEqualTo("hello");

            device.patchDesired("{\"speed\":1}");
            agent.report("speed", 1);
            agent.awaitCaughtUp(Agents.SOON);
            assertThat(device.reported()).contains("\"speed\":1");
        }
    }

    /** Again when the client has missed an answer, which came while it was between sending and waiting. */
    private ProvisioningDeviceClientRegistrationResult register(String id, String key) throws Exception {
        SecurityProvider security = new SecurityProviderSymmetricKey(key.getBytes(StandardCharsets.UTF_8), id) {
            @Override
            public SSLContext getSSLContext() {
                return hub.sslContext();
            }
        };
        for (int attempt = 1; ; attempt++) {
            ProvisioningDeviceClient client = ProvisioningDeviceClient.create(
                    hub.hostName(),
                    hub.enrollments().idScope(),
                    ProvisioningDeviceClientTransportProtocol.MQTT,
                    security);
            try {
                return client.registerDeviceSync(120);
            } catch (ProvisioningDeviceClientException e) {
                if (attempt == ATTEMPTS || !(e.getCause() instanceof TimeoutException)) {
                    throw e;
                }
            } finally {
                client.close();
            }
        }
    }

    private SSLContext showing(X509Bundle certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var pem = Files.newInputStream(hub.caCertificate())) {
            trusted.setCertificateEntry(
                    "hub", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate.toKeyManagerFactory().getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
