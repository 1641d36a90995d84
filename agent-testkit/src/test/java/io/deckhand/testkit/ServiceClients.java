package io.deckhand.testkit;

import com.azure.core.credential.AzureSasCredential;
import com.microsoft.azure.sdk.iot.service.auth.IotHubConnectionString;
import com.microsoft.azure.sdk.iot.service.auth.IotHubConnectionStringBuilder;
import com.microsoft.azure.sdk.iot.service.auth.IotHubServiceSasToken;
import com.microsoft.azure.sdk.iot.service.configurations.ConfigurationsClient;
import com.microsoft.azure.sdk.iot.service.digitaltwin.DigitalTwinClient;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobsClient;
import com.microsoft.azure.sdk.iot.service.messaging.AcknowledgementType;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackBatch;
import com.microsoft.azure.sdk.iot.service.messaging.IotHubServiceClientProtocol;
import com.microsoft.azure.sdk.iot.service.messaging.MessageFeedbackProcessorClient;
import com.microsoft.azure.sdk.iot.service.messaging.MessageFeedbackProcessorClientOptions;
import com.microsoft.azure.sdk.iot.service.messaging.MessagingClient;
import com.microsoft.azure.sdk.iot.service.messaging.MessagingClientOptions;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodsClient;
import com.microsoft.azure.sdk.iot.service.query.QueryClient;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.function.BiFunction;
import java.util.function.Function;
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
        return make(hub, "iothubowner", RegistryClient::new, RegistryClient::new);
    }

    static TwinClient twins(LocalHub hub) {
        return make(hub, "service", TwinClient::new, TwinClient::new);
    }

    static DirectMethodsClient methods(LocalHub hub) {
        return make(hub, "service", DirectMethodsClient::new, DirectMethodsClient::new);
    }

    static QueryClient queries(LocalHub hub) {
        return make(hub, "service", QueryClient::new, QueryClient::new);
    }

    static ScheduledJobsClient jobs(LocalHub hub) {
        return make(hub, "service", ScheduledJobsClient::new, ScheduledJobsClient::new);
    }

    /** It has a trust option of its own. */
    static MessagingClient messaging(LocalHub hub) {
        return messaging(hub, hub.serviceConnectionString(), IotHubServiceClientProtocol.AMQPS);
    }

    static MessagingClient messaging(LocalHub hub, String connectionString, IotHubServiceClientProtocol protocol) {
        return new MessagingClient(
                connectionString,
                protocol,
                MessagingClientOptions.builder().sslContext(hub.sslContext()).build());
    }

    static MessageFeedbackProcessorClient feedback(
            LocalHub hub,
            IotHubServiceClientProtocol protocol,
            Function<FeedbackBatch, AcknowledgementType> processor) {
        return new MessageFeedbackProcessorClient(
                hub.serviceConnectionString(),
                protocol,
                processor,
                MessageFeedbackProcessorClientOptions.builder()
                        .sslContext(hub.sslContext())
                        .build());
    }

    static ConfigurationsClient configurations(LocalHub hub) {
        return make(hub, "registryReadWrite", ConfigurationsClient::new, ConfigurationsClient::new);
    }

    /** Its HTTP is another: it trusts what the JVM's trust store holds when the client is made. */
    static synchronized DigitalTwinClient digitalTwins(LocalHub hub) {
        String property = "javax.net.ssl.trustStore";
        System.setProperty(
                property, hub.caCertificate().resolveSibling("truststore.p12").toString());
        System.setProperty(property + "Password", "changeit");
        try {
            return make(hub, "service", DigitalTwinClient::new, DigitalTwinClient::new);
        } finally {
            System.clearProperty(property);
            System.clearProperty(property + "Password");
        }
    }

    /** Makes a client with the connection string of a policy, or where that can mean no port with address and token. */
    static <T> T make(
            LocalHub hub,
            String policy,
            Function<String, T> withConnectionString,
            BiFunction<String, AzureSasCredential, T> withToken) {
        trust(hub);
        String connectionString = hub.connectionString(policy);
        return hub.httpsOnStandardPort()
                ? withConnectionString.apply(connectionString)
                : withToken.apply(address(hub), sas(connectionString));
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
