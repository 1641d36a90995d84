package io.deckhand.core.internal.link;

import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportMessage;
import io.deckhand.CloudMessage;

/** Where a tapped connection puts what arrives on it, on threads of the SDK: implementations only enqueue. */
interface Tap {
    void methodCalled(IotHubTransportMessage call);

    void twinMessageArrived(IotHubTransportMessage message);

    /** A cloud-to-device message; {@code settlement} tells the hub what became of it, from any thread. */
    void messageArrived(CloudMessage message, Settlement settlement);

    /** The connection is gone. The SDK is told as well, but does not always hear it while it is opening. */
    void connectionLost(Throwable cause);
}
