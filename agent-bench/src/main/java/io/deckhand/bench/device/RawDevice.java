package io.deckhand.bench.device;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.IotHubConnectionStatus;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodPayload;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.device.twin.Twin;
import com.microsoft.azure.sdk.iot.device.twin.TwinCollection;
import io.deckhand.bench.device.Payloads.Pause;
import io.deckhand.bench.device.Payloads.Reading;
import io.deckhand.bench.device.Payloads.Sensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device as a developer would write it without an agent: the client is used as in its documentation and samples, with
 * public, documented calls only, the SDK's own retry policy, and no further code between callbacks and measurement.
 */
final class RawDevice implements Device {
    private static final Logger log = LoggerFactory.getLogger(RawDevice.class);
    private static final int ATTEMPTS = 3;

    /**
     * The client's own limit is a minute, which is unnecessarily long: a request that is not answered by now is never
     * answered.
     */
    private static final int PATIENCE_MILLIS = 5_000;

    private final DeviceClient client;
    private final DesiredClock desired;
    private volatile IotHubConnectionStatus status = IotHubConnectionStatus.DISCONNECTED;

    private RawDevice(DeviceClient client, DesiredClock desired) {
        this.client = client;
        this.desired = desired;
    }

    static RawDevice open(
            String connectionString, IotHubClientProtocol protocol, ClientOptions options, DesiredClock desired) {
        for (int attempt = 1; ; attempt++) {
            RawDevice device = new RawDevice(new DeviceClient(connectionString, protocol, options), desired);
            try {
                device.open();
                return device;
            } catch (IotHubClientException e) {
                // Sometimes a subscription or the first twin request is never answered. An application would try again.
                log.error("Attempt {} to open the raw client failed", attempt, e);
                device.close();
                if (attempt == ATTEMPTS) {
                    throw new IllegalStateException("The raw device could not connect", e);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The three intervals that its documentation offers. */
    static ClientOptions.ClientOptionsBuilder tuned(ClientOptions.ClientOptionsBuilder options) {
        return options.sendInterval(1).receiveInterval(1).messagesSentPerSendInterval(1000);
    }

    private void open() throws IotHubClientException, InterruptedException {
        client.setConnectionStatusChangeCallback(context -> status = context.getNewStatus(), null);
        client.setMessageCallback((message, context) -> IotHubMessageResult.COMPLETE, null);
        client.open(true);
        client.subscribeToMethods((method, payload, context) -> called(method, payload), null, PATIENCE_MILLIS);
        client.subscribeToDesiredProperties((twin, context) -> changed(twin), null, PATIENCE_MILLIS);
        client.getTwin(PATIENCE_MILLIS);
    }

    private static DirectMethodResponse called(String method, DirectMethodPayload payload) {
        return switch (method) {
            case "read" -> new DirectMethodResponse(200, new Reading(payload.getPayload(Sensor.class).sensor, 21.5));
            case "slow" -> {
                pause(payload.getPayload(Pause.class).millis);
                yield new DirectMethodResponse(200, null);
            }
            default -> new DirectMethodResponse(404, null);
        };
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void changed(Twin twin) {
        Object sentAt = twin.getDesiredProperties().get("sentAt");
        if (sentAt != null) {
            desired.heard(sentAt.toString());
        }
    }

    @Override
    public void send(byte[] body, Acknowledgement acknowledgement) {
        client.sendEventAsync(new Message(body), (sent, failure, context) -> acknowledgement.arrived(failure), null);
    }

    @Override
    public void report(String name, Object value, Acknowledgement acknowledgement) {
        TwinCollection patch = new TwinCollection();
        patch.put(name, value);
        client.updateReportedPropertiesAsync(
                patch, (code, response, failure, context) -> acknowledgement.arrived(refusal(code, failure)), null);
    }

    private static @Nullable Throwable refusal(@Nullable IotHubStatusCode code, @Nullable Throwable failure) {
        return failure != null || code == null || IotHubStatusCode.isSuccessful(code)
                ? failure
                : new IllegalStateException("The hub answered " + code);
    }

    @Override
    public boolean isConnected() {
        return status == IotHubConnectionStatus.CONNECTED;
    }

    @Override
    public void close() {
        client.close();
    }
}
