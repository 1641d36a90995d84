package io.deckhand.core.internal.link.sdk;

import com.microsoft.azure.sdk.iot.device.InternalClient;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.MessageType;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportMessage;
import com.microsoft.azure.sdk.iot.device.twin.DeviceOperations;
import io.deckhand.core.internal.link.MethodAnswer;
import io.deckhand.core.internal.link.Progress;
import io.deckhand.core.internal.link.Request;
import io.deckhand.core.internal.link.TelemetryMessage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests as the SDK's own messages through its queue. With a tapped connection, telemetry and answers bypass
 * the queue.
 */
final class SdkWire implements Wire {
    private static final byte[] NO_BODY = {};

    private final InternalClient client;
    private final @Nullable TappedConnection tapped;
    private final String deviceId;
    private final Progress progress;

    SdkWire(InternalClient client, @Nullable TappedConnection tapped, String deviceId, Progress progress) {
        this.client = client;
        this.tapped = tapped;
        this.deviceId = deviceId;
        this.progress = progress;
    }

    @Override
    public void subscribe(Duration atMost) throws InterruptedException, ExecutionException, TimeoutException {
        subscribe(MessageType.DEVICE_METHODS, DeviceOperations.DEVICE_OPERATION_METHOD_SUBSCRIBE_REQUEST, atMost);
        subscribe(
                MessageType.DEVICE_TWIN,
                DeviceOperations.DEVICE_OPERATION_TWIN_SUBSCRIBE_DESIRED_PROPERTIES_REQUEST,
                atMost);
    }

    @Override
    public void rest() {
        if (tapped != null) {
            tapped.rest();
        }
    }

    private void subscribe(MessageType type, DeviceOperations operation, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Void> subscribed = new CompletableFuture<>();
        queue(request(NO_BODY, type, operation), subscribed);
        try {
            progress.startWait().get(subscribed, atMost);
        } catch (TimeoutException e) {
            throw new TimeoutException(
                    "The hub did not send the acknowledgement of a subscription within " + atMost.toSeconds() + " s");
        }
    }

    @Override
    public void send(TelemetryMessage telemetry, Request<Void> acknowledged) {
        hand(SdkMessages.telemetry(telemetry), acknowledged);
    }

    @Override
    public void answer(String requestId, MethodAnswer answer, Request<Void> acknowledged) {
        IotHubTransportMessage response = request(
                answer.payload(), MessageType.DEVICE_METHODS, DeviceOperations.DEVICE_OPERATION_METHOD_SEND_RESPONSE);
        response.setRequestId(requestId);
        response.setStatus(Integer.toString(answer.status()));
        hand(response, acknowledged);
    }

    private void hand(Message message, Request<Void> acknowledged) {
        message.setConnectionDeviceId(deviceId);
        if (tapped == null) {
            queue(message, acknowledged);
        } else {
            tapped.sendAtOnce(message, acknowledged);
        }
    }

    private void queue(Message message, CompletableFuture<Void> acknowledged) {
        client.sendEventAsync(
                message,
                (sent, failure, context) -> {
                    if (failure == null) {
                        acknowledged.complete(null);
                    } else {
                        acknowledged.completeExceptionally(failure);
                    }
                },
                null);
    }

    @Override
    public void readTwin(String requestId, Request<byte[]> answered) {
        ask(requestId, NO_BODY, DeviceOperations.DEVICE_OPERATION_TWIN_GET_REQUEST, answered);
    }

    @Override
    public void report(String requestId, byte[] patch, Request<byte[]> answered) {
        ask(requestId, patch, DeviceOperations.DEVICE_OPERATION_TWIN_UPDATE_REPORTED_PROPERTIES_REQUEST, answered);
    }

    /** The answer arrives through a hook; only a failure to send completes the request here. */
    private void ask(String requestId, byte[] body, DeviceOperations operation, Request<byte[]> answered) {
        IotHubTransportMessage request = request(body, MessageType.DEVICE_TWIN, operation);
        request.setRequestId(requestId);
        request.setCorrelationId(requestId); // AMQP correlates by this id
        client.sendEventAsync(
                request,
                (sent, failure, context) -> {
                    if (failure != null) {
                        answered.completeExceptionally(failure);
                    }
                },
                null);
    }

    private static IotHubTransportMessage request(byte[] body, MessageType type, DeviceOperations operation) {
        IotHubTransportMessage request = new IotHubTransportMessage(body, type);
        request.setDeviceOperationType(operation);
        return request;
    }

    /**
     * The SDK's queue can reorder messages that are added while it checks for expired ones; bypassing it keeps the
     * order.
     */
    @Override
    public int telemetryWindow() {
        return tapped == null ? 1 : 256;
    }

    /** The base completes a message on arrival. */
    @Override
    public boolean canAbandon() {
        return tapped != null;
    }
}
