package io.deckhand.core.internal.link.sdk;

import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.transport.IotHubListener;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportMessage;
import com.microsoft.azure.sdk.iot.device.transport.TransportException;
import org.jspecify.annotations.Nullable;

/** Forwards the events of a connection to the SDK; subclasses intercept some of them. */
abstract class ForwardingListener implements IotHubListener {
    private final IotHubListener sdk;

    ForwardingListener(IotHubListener sdk) {
        this.sdk = sdk;
    }

    @Override
    public void onMessageSent(
            @Nullable Message message, @Nullable String deviceId, @Nullable TransportException failure) {
        sdk.onMessageSent(message, deviceId, failure);
    }

    @Override
    public void onMessageReceived(@Nullable IotHubTransportMessage message, @Nullable TransportException failure) {
        sdk.onMessageReceived(message, failure);
    }

    @Override
    public void onConnectionLost(TransportException failure, String connectionId) {
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
    public void onMultiplexedDeviceSessionRegistrationFailed(String connectionId, String deviceId, Exception failure) {
        sdk.onMultiplexedDeviceSessionRegistrationFailed(connectionId, deviceId, failure);
    }
}
