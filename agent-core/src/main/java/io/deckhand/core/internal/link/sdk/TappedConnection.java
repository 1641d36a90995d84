package io.deckhand.core.internal.link.sdk;

import com.microsoft.azure.sdk.iot.device.ClientConfiguration;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.MessageType;
import com.microsoft.azure.sdk.iot.device.transport.IotHubListener;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportConnection;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportMessage;
import com.microsoft.azure.sdk.iot.device.transport.TransportException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.AmqpsIotHubConnection;
import io.deckhand.core.internal.link.Progress;
import io.deckhand.core.internal.link.Request;
import io.deckhand.core.internal.link.Tap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fast path over AMQP: intercepts messages between the SDK and its connection, before the SDK queues them. The SDK
 * delivers one message per interval, on one thread, and starts another thread for each. With the fast path a call takes
 * a tenth of the time, and answers can be sent from any thread.
 */
final class TappedConnection implements IotHubTransportConnection {
    private static final Logger log = LoggerFactory.getLogger(TappedConnection.class);

    /**
     * The interval of the SDK's timer once the connection is open. At the interval that opening needs, of a
     * millisecond, an idle connection takes most of a second of processor time a minute. The bell sends meanwhile.
     */
    private static final int RESTING_MILLIS = 1_000;

    private final AmqpsIotHubConnection connection;
    private final ReactorBell bell;
    private final Tap tap;

    /** Requests sent here, by message: the SDK acknowledges with the same object. */
    private final Map<Message, Request<Void>> unacknowledged = new ConcurrentHashMap<>();

    private TappedConnection(AmqpsIotHubConnection connection, ReactorBell bell, Tap tap) {
        this.connection = connection;
        this.bell = bell;
        this.tap = tap;
    }

    /**
     * {@return a connection for a client of this configuration, whose cloud-to-device messages go to the tap, too}
     * {@code progress} follows its bytes.
     */
    static TappedConnection create(ClientConfiguration config, String deviceId, Tap tap, Progress progress)
            throws TransportException {
        AmqpsIotHubConnection connection = new AmqpsIotHubConnection(config, deviceId);
        AmqpProgress.follow(connection, progress);
        return new TappedConnection(connection, AmqpMessageTap.at(connection, tap), tap);
    }

    /** Sends a message, bypassing the SDK's queue; the request completes when the hub has acknowledged it. */
    void sendAtOnce(Message message, Request<Void> acknowledged) {
        unacknowledged.put(message, acknowledged);
        try {
            sendMessage(message);
        } catch (TransportException | RuntimeException e) {
            unacknowledged.remove(message);
            acknowledged.completeExceptionally(e);
        }
    }

    /** The connection is open, and only answers to events from now on. */
    void rest() {
        try {
            SdkInternals.sendEvery(connection, RESTING_MILLIS);
        } catch (ReflectiveOperationException | RuntimeException e) {
            log.debug("The interval of the SDK's timer stays as it is", e);
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
        IotHubStatusCode accepted = connection.sendMessage(message);
        bell.ring();
        return accepted;
    }

    @Override
    public boolean sendMessageResult(IotHubTransportMessage message, IotHubMessageResult result)
            throws TransportException {
        boolean accepted = connection.sendMessageResult(message, result);
        bell.ring();
        return accepted;
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
                TappedConnection.this.sendMessageResult(message, IotHubMessageResult.COMPLETE);
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
