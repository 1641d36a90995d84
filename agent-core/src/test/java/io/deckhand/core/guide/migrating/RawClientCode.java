package io.deckhand.core.guide.migrating;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.FileUploadCompletionNotification;
import com.microsoft.azure.sdk.iot.device.FileUploadSasUriRequest;
import com.microsoft.azure.sdk.iot.device.FileUploadSasUriResponse;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.SasTokenProvider;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.ExponentialBackoffWithJitter;
import com.microsoft.azure.sdk.iot.device.transport.IotHubConnectionStatus;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.device.twin.Twin;
import com.microsoft.azure.sdk.iot.device.twin.TwinCollection;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What there is before the move: compiled, so that it is the device client's API and not a memory of it. */
@SuppressWarnings("unused")
abstract class RawClientCode {
    abstract void reconnectLater();

    abstract void applyTarget(@Nullable Object target);

    abstract void show(String text);

    abstract void lost(Message message, IotHubClientException cause);

    void open(String connectionString) throws Exception {
        // region before-open
        DeviceClient client = new DeviceClient(connectionString, IotHubClientProtocol.MQTT);
        client.open(true);
        // endregion
    }

    void retry(DeviceClient client) {
        // region before-status
        client.setRetryPolicy(new ExponentialBackoffWithJitter());
        client.setConnectionStatusChangeCallback(
                change -> {
                    if (change.getNewStatus() == IotHubConnectionStatus.DISCONNECTED) {
                        reconnectLater(); // the client has given up: close it, make another, subscribe to everything
                        // again
                    }
                },
                null);
        // endregion
    }

    void methods(DeviceClient client) throws Exception {
        // region before-methods
        client.subscribeToMethods(
                (name, payload, context) -> {
                    if (name.equals("setSpeed")) {
                        int rpm = payload.getPayloadAsJsonElement()
                                .getAsJsonObject()
                                .get("rpm")
                                .getAsInt();
                        return new DirectMethodResponse(200, Map.of("rpm", rpm + 1)); // on the client's only thread
                    }
                    return new DirectMethodResponse(404, "no such method");
                },
                null);
        // endregion
    }

    void desired(DeviceClient client) throws Exception {
        // region before-desired
        client.subscribeToDesiredProperties(
                (twin, context) -> applyTarget(twin.getDesiredProperties().get("target")), null);
        Twin twin = client.getTwin(); // what was changed while the device was away
        applyTarget(twin.getDesiredProperties().get("target"));
        // endregion
    }

    void reported(DeviceClient client) throws Exception {
        // region before-reported
        TwinCollection reported = client.getTwin().getReportedProperties(); // it keeps the version
        reported.put("firmware", "1.4");
        client.updateReportedProperties(reported);
        // endregion
    }

    void telemetry(DeviceClient client) throws Exception {
        // region before-telemetry
        Message message = new Message("{\"celsius\":21.5}");
        message.setContentType("application/json");
        message.setContentEncoding("utf-8");
        message.setProperty("alert", "false");
        client.sendEventAsync(
                message,
                (sent, exception, context) -> {
                    if (exception != null) {
                        lost(sent, exception);
                    }
                },
                null);
        client.sendEvent(new Message("{\"celsius\":21.6}")); // waits for the acknowledgement
        client.sendEvents(List.of(new Message("1"), new Message("2"))); // HTTPS: one request; else one by one
        // endregion
    }

    void messages(DeviceClient client) {
        // region before-messages
        client.setMessageCallback(
                (message, context) -> {
                    show(new String(message.getBytes(), StandardCharsets.UTF_8));
                    return IotHubMessageResult.COMPLETE;
                },
                null);
        // endregion
    }

    void identity(String hostName, SasTokenProvider tokens, SSLContext context, String connectionString)
            throws IOException {
        // region before-identity
        DeviceClient byToken = new DeviceClient(hostName, "fan-1", tokens, IotHubClientProtocol.MQTT);

        ClientOptions options = ClientOptions.builder().sslContext(context).build(); // with the device's certificate
        DeviceClient byCertificate = new DeviceClient(connectionString, IotHubClientProtocol.MQTT, options);
        // endregion
    }

    abstract void put(URI blob, Path file);

    void upload(DeviceClient client, Path file) throws Exception {
        // region before-upload
        FileUploadSasUriResponse target = client.getFileUploadSasUri(new FileUploadSasUriRequest("logs/boot.txt"));
        boolean stored = false;
        try {
            put(target.getBlobUri(), file); // with azure-storage-blob, for instance
            stored = true;
        } finally {
            client.completeFileUpload(new FileUploadCompletionNotification(target.getCorrelationId(), stored));
        }
        // endregion
    }

    void close(DeviceClient client) {
        // region before-close
        client.close(); // what was not acknowledged is reported to callbacks as failed
        // endregion
    }
}
