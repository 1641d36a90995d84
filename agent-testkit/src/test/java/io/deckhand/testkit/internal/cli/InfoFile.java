package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What a program does that knows of a hub only what the info file says. */
final class InfoFile {
    private InfoFile() {}

    static void connectAndClose(JsonNode info, int device) throws Exception {
        ClientOptions options = ClientOptions.builder()
                .sslContext(trust(info.path("trustStore")))
                .build();
        String connectionString =
                info.path("devices").path(device).path("connectionString").asText();
        DeviceClient client = new DeviceClient(connectionString, IotHubClientProtocol.MQTT, options);
        client.open(false);
        client.close();
    }

    private static SSLContext trust(JsonNode trustStore) throws Exception {
        KeyStore store = KeyStore.getInstance(trustStore.path("type").asText());
        try (var file = Files.newInputStream(Path.of(trustStore.path("path").asText()))) {
            store.load(file, trustStore.path("password").asText().toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
