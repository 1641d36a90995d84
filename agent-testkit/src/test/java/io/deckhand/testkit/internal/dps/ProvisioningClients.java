package io.deckhand.testkit.internal.dps;

import com.microsoft.azure.sdk.iot.provisioning.device.AdditionalData;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClient;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientRegistrationResult;
import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol;
import com.microsoft.azure.sdk.iot.provisioning.device.internal.exceptions.ProvisioningDeviceClientException;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProvider;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProviderSymmetricKey;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProviderX509;
import com.microsoft.azure.sdk.iot.provisioning.security.exceptions.SecurityProviderException;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.DeviceCertificates;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Registers with a hub's provisioning service, by the unmodified client. */
final class ProvisioningClients {
    private static final int ATTEMPTS = 3;
    private static final int WITHIN_SECONDS = 120;

    private ProvisioningClients() {}

    /** {@return what registers with a key, and trusts the hub: the SDK's own trusts what the JVM trusts} */
    static SecurityProvider withKey(LocalHub hub, String registrationId, String key) {
        return new SecurityProviderSymmetricKey(key.getBytes(StandardCharsets.UTF_8), registrationId) {
            @Override
            public SSLContext getSSLContext() {
                return hub.sslContext();
            }
        };
    }

    /** {@return what registers with a certificate, and trusts the hub} */
    static SecurityProvider withCertificate(LocalHub hub, String registrationId, X509Bundle bundle) {
        return new SecurityProviderX509() {
            @Override
            public String getClientCertificateCommonName() {
                return registrationId;
            }

            @Override
            public X509Certificate getClientCertificate() {
                return bundle.getCertificate();
            }

            @Override
            public Key getClientPrivateKey() {
                return bundle.getKeyPair().getPrivate();
            }

            @Override
            public Collection<X509Certificate> getIntermediateCertificatesChain() {
                return Arrays.asList(bundle.getCertificatePath()).subList(1, bundle.getCertificatePath().length);
            }

            @Override
            public SSLContext getSSLContext() throws SecurityProviderException {
                try {
                    return DeviceCertificates.context(hub, bundle);
                } catch (Exception e) {
                    throw new SecurityProviderException(e);
                }
            }
        };
    }

    static ProvisioningDeviceClientRegistrationResult register(
            LocalHub hub, ProvisioningDeviceClientTransportProtocol protocol, SecurityProvider security)
            throws Exception {
        return register(hub, hub.enrollments().idScope(), protocol, security, null);
    }

    /**
     * Registers, again when the client has missed an answer: over MQTT it begins to wait for one after it has sent the request,
     * and does not notice one that came before.
     */
    static ProvisioningDeviceClientRegistrationResult register(
            LocalHub hub,
            String idScope,
            ProvisioningDeviceClientTransportProtocol protocol,
            SecurityProvider security,
            @Nullable String payload)
            throws Exception {
        AdditionalData data = new AdditionalData();
        data.setProvisioningPayload(payload);
        for (int attempt = 1; ; attempt++) {
            ProvisioningDeviceClient client =
                    ProvisioningDeviceClient.create(hub.hostName(), idScope, protocol, security);
            try {
                return client.registerDeviceSync(data, WITHIN_SECONDS);
            } catch (ProvisioningDeviceClientException e) {
                if (attempt == ATTEMPTS || !(e.getCause() instanceof TimeoutException)) {
                    throw e;
                }
            } finally {
                client.close();
            }
        }
    }
}
