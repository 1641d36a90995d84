package io.deckhand.core.internal.link.sdk;

import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.MessageType;
import com.microsoft.azure.sdk.iot.device.transport.IotHubListener;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportConnection;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportMessage;
import com.microsoft.azure.sdk.iot.device.transport.TransportException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.AmqpsIotHubConnection;
import io.deckhand.core.internal.link.Request;
import io.deckhand.core.internal.link.Tap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The fast path over AMQP: intercepts messages between the SDK and its connection, before the SDK queues them. The SDK
 * delivers one message per interval, on one thread, and starts another thread for each. With the fast path a call takes
 * a tenth of the time, and answers can be sent from any thread.
 */
final class TappedConnection implements IotHubTransportConnection {
    private final IotHubTransportConnection connection;
    private final ReactorBell bell;
    private final Tap tap;

    /** Requests sent here, by message: the SDK acknowledges with the same object. */
    private final Map<Message, Request<Void>> unacknowledged = new ConcurrentHashMap<>();

    private TappedConnection(IotHubTransportConnection connection, ReactorBell bell, Tap tap) {
        this.connection = connection;
        this.bell = bell;
        this.tap = tap;
    }

    static TappedConnection over(AmqpsIotHubConnection connection, Tap tap) {
        return new TappedConnection(connection, ReactorBell.at(connection), tap);
    }

    /** Sends a message, bypassing the SDK's queue; the request completes when the hub has acknowledged it. */
    void sendAtOnce(Message message, Request<Void> acknowledged) {
        unacknowledged.put(message, acknowledged);
        try {
            connection.sendMessage(message);
            if (message.getMessageType() == MessageType.DEVICE_METHODS) {
                bell.ring(); // a caller waits for the answer; telemetry is sent in batches, when the SDK's timer fires
            }
        } catch (TransportException | RuntimeException e) {
            unacknowledged.remove(message);
            acknowledged.completeExceptionally(e);
        }
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

    /** Passes Deckhand's own events of the connection to the tap, and all others to the SDK. */
    private final class Tapper extends ForwardingListener {
        Tapper(IotHubListener sdk) {
            super(sdk);
        }

        @Override
        public void onMessageReceived(@Nullable IotHubTransportMessage message, @Nullable TransportException failure) {
            if (message != null && failure == null && message.getMessageType() == MessageType.DEVICE_METHODS) {
                complete(message);
                SdkMessages.readMethodCall(message, tap);
            } else if (message != null && failure == null && message.getMessageType() == MessageType.DEVICE_TWIN) {
                complete(message);
                SdkMessages.readTwinMessage(message, tap);
            } else {
                super.onMessageReceived(
                        message, failure); // cloud-to-device messages have gone to AmqpMessageTap already
            }
        }

        /** Calls and twin messages are settled on arrival: their answers are messages of their own. */
        private void complete(IotHubTransportMessage message) {
            try {
                connection.sendMessageResult(message, IotHubMessageResult.COMPLETE);
            } catch (TransportException e) {
                super.onMessageReceived(null, e);
            }
        }

        @Override
        public void onMessageSent(
                @Nullable Message message, @Nullable String deviceId, @Nullable TransportException failure) {
            Request<Void> ours = message == null ? null : unacknowledged.remove(message);
            if (ours == null) {
                super.onMessageSent(message, deviceId, failure);
            } else if (failure == null) {
                ours.acknowledged();
            } else {
                ours.completeExceptionally(failure);
            }
        }

        @Override
        public void onConnectionLost(TransportException failure, String connectionId) {
            tap.connectionLost(failure);
            super.onConnectionLost(failure, connectionId);
        }
    }
}
