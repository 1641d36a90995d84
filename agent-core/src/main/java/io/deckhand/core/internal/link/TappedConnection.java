package io.deckhand.core.internal.link;

import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.MessageType;
import com.microsoft.azure.sdk.iot.device.transport.IotHubListener;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportConnection;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportMessage;
import com.microsoft.azure.sdk.iot.device.transport.TransportException;
import io.deckhand.Disposition;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The fast path: stands between the SDK and its connection, and takes what arrives before the SDK queues it. The SDK hands over
 * one message per interval, on one thread, and starts another thread for each; through here a call takes a tenth of the time,
 * and answers go out from any thread.
 */
final class TappedConnection implements IotHubTransportConnection {
    private final IotHubTransportConnection connection;
    private final Tap tap;

    /** Answers and telemetry sent through here that the hub has not acknowledged, by message: the SDK gives back the same object. */
    private final Map<Message, CompletableFuture<Void>> unacknowledged = new ConcurrentHashMap<>();

    private volatile boolean lost;

    TappedConnection(IotHubTransportConnection connection, Tap tap) {
        this.connection = connection;
        this.tap = tap;
    }

    /** Sends past the SDK's queue; completes when the hub has acknowledged it. */
    CompletableFuture<Void> sendAtOnce(Message message) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        unacknowledged.put(message, acknowledged);
        try {
            connection.sendMessage(message);
        } catch (TransportException | RuntimeException e) {
            fail(message, e);
        }
        if (lost) {
            fail(message, new IOException("The connection was lost"));
        }
        return acknowledged;
    }

    private void fail(Message message, Exception failure) {
        CompletableFuture<Void> waiting = unacknowledged.remove(message);
        if (waiting != null) {
            waiting.completeExceptionally(failure);
        }
    }

    /** Fails what nobody is going to acknowledge any more. */
    void failUnacknowledged(@Nullable Throwable cause) {
        lost = true;
        IOException failure = new IOException("The connection was lost before the hub acknowledged", cause);
        List.copyOf(unacknowledged.keySet()).forEach(message -> fail(message, failure));
    }

    @Override
    public void open() throws TransportException {
        connection.open();
    }

    @Override
    public void setListener(IotHubListener sdk) {
        connection.setListener(new Tapper(sdk));
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public IotHubStatusCode sendMessage(Message message) throws TransportException {
        return connection.sendMessage(message);
    }

    @Override
    public boolean sendMessageResult(IotHubTransportMessage message, IotHubMessageResult result)
            throws TransportException {
        return connection.sendMessageResult(message, result);
    }

    @Override
    public String getConnectionId() {
        return connection.getConnectionId();
    }

    private static IotHubMessageResult result(Disposition disposition) {
        return switch (disposition) {
            case COMPLETE -> IotHubMessageResult.COMPLETE;
            case ABANDON -> IotHubMessageResult.ABANDON;
            case REJECT -> IotHubMessageResult.REJECT;
        };
    }

    /** What the connection tells goes to the tap where it is ours, and to the SDK where it is not. */
    private final class Tapper implements IotHubListener {
        private final IotHubListener sdk;

        Tapper(IotHubListener sdk) {
            this.sdk = sdk;
        }

        @Override
        public void onMessageReceived(@Nullable IotHubTransportMessage message, @Nullable TransportException failure) {
            if (message == null || failure != null) {
                sdk.onMessageReceived(message, failure);
            } else if (message.getMessageType() == MessageType.DEVICE_METHODS) {
                complete(message);
                tap.methodCalled(message);
            } else if (message.getMessageType() == MessageType.DEVICE_TWIN) {
                complete(message);
                tap.twinMessageArrived(message);
            } else {
                tap.messageArrived(
                        SdkMessages.cloudMessage(message),
                        disposition -> connection.sendMessageResult(message, result(disposition)));
            }
        }

        /** Calls and twin messages are settled on arrival: their answers are messages of their own. */
        private void complete(IotHubTransportMessage message) {
            try {
                connection.sendMessageResult(message, IotHubMessageResult.COMPLETE);
            } catch (TransportException e) {
                sdk.onMessageReceived(null, e);
            }
        }

        @Override
        public void onMessageSent(
                @Nullable Message message, @Nullable String deviceId, @Nullable TransportException failure) {
            CompletableFuture<Void> ours = message == null ? null : unacknowledged.remove(message);
            if (ours == null) {
                sdk.onMessageSent(message, deviceId, failure);
            } else if (failure == null) {
                ours.complete(null);
            } else {
                ours.completeExceptionally(failure);
            }
        }

        @Override
        public void onConnectionLost(TransportException failure, String connectionId) {
            failUnacknowledged(failure);
            tap.connectionLost(failure);
            sdk.onConnectionLost(failure, connectionId);
        }

        @Override
        public void onConnectionEstablished(String connectionId) {
            sdk.onConnectionEstablished(connectionId);
        }

        @Override
        public void onMultiplexedDeviceSessionEstablished(String connectionId, String deviceId) {
            sdk.onMultiplexedDeviceSessionEstablished(connectionId, deviceId);
        }

        @Override
        public void onMultiplexedDeviceSessionLost(
                TransportException failure, String connectionId, String deviceId, boolean shouldReconnect) {
            sdk.onMultiplexedDeviceSessionLost(failure, connectionId, deviceId, shouldReconnect);
        }

        @Override
        public void onMultiplexedDeviceSessionRegistrationFailed(
                String connectionId, String deviceId, Exception failure) {
            sdk.onMultiplexedDeviceSessionRegistrationFailed(connectionId, deviceId, failure);
        }
    }
}
