package io.deckhand.testkit;

import com.azure.core.credential.AzureSasCredential;
import com.microsoft.azure.sdk.iot.service.auth.IotHubConnectionString;
import com.microsoft.azure.sdk.iot.service.auth.IotHubConnectionStringBuilder;
import com.microsoft.azure.sdk.iot.service.auth.IotHubServiceSasToken;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodsClient;
import com.microsoft.azure.sdk.iot.service.query.QueryClient;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Makes unmodified service clients for hubs of this JVM.
 *
 * <p>Their HTTP has no trust option of its own, only the JVM's default. So each hub's authority is added to one growing
 * default, and clients of other hubs, in tests that run at the same time, go on working.
 */
final class ServiceClients {
    private static final KeyStore TRUSTED = newKeyStore();

    private ServiceClients() {}

    static RegistryClient registry(LocalHub hub) {
        trust(hub);
        return hub.httpsOnStandardPort()
                ? new RegistryClient(hub.ownerConnectionString())
                : new RegistryClient(address(hub), sas(hub.ownerConnectionString()));
    }

    static TwinClient twins(LocalHub hub) {
        trust(hub);
        return hub.httpsOnStandardPort()
                ? new TwinClient(hub.serviceConnectionString())
                : new TwinClient(address(hub), sas(hub.serviceConnectionString()));
    }

    static DirectMethodsClient methods(LocalHub hub) {
        trust(hub);
        return hub.httpsOnStandardPort()
                ? new DirectMethodsClient(hub.serviceConnectionString())
                : new DirectMethodsClient(address(hub), sas(hub.serviceConnectionString()));
    }

    static QueryClient queries(LocalHub hub) {
        trust(hub);
        return hub.httpsOnStandardPort()
                ? new QueryClient(hub.serviceConnectionString())
                : new QueryClient(address(hub), sas(hub.serviceConnectionString()));
    }

    static String address(LocalHub hub) {
        return hub.hostName() + ":" + hub.ports().https();
    }

    /** What a client takes that knows another port than 443: a token made before, for the host without the port. */
    static AzureSasCredential sas(String connectionString) {
        IotHubConnectionString parsed = IotHubConnectionStringBuilder.createIotHubConnectionString(connectionString);
        return new AzureSasCredential(new IotHubServiceSasToken(parsed).toString());
    }

    static synchronized void trust(LocalHub hub) {
        try (InputStream pem = Files.newInputStream(hub.caCertificate())) {
            TRUSTED.setCertificateEntry(
                    hub.hostName(), CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(TRUSTED);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore newKeyStore() {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            return store;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
