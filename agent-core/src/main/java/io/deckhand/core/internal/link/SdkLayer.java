package io.deckhand.core.internal.link;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.transport.TransportException;
import io.deckhand.CloudMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How deep a link reaches into the SDK. */
public enum SdkLayer {
    /** Public API only. Slower, and a cloud-to-device message counts as done when it arrives. */
    BASE,
    /** A tapped connection: calls without polling, messages settled when handled, no poison. */
    FAST;

    /** Set to {@code base}, links use public API only. */
    public static final String PROPERTY = "deckhand.link";

    private static final Logger log = LoggerFactory.getLogger(SdkLayer.class);

    /** {@return the layer to use: the fast one, unless told otherwise or the SDK's inside is not as expected} */
    public static SdkLayer chosen() {
        if ("base".equalsIgnoreCase(System.getProperty(PROPERTY))) {
            return BASE;
        }
        return Probe.RESULT;
    }

    /** Probed once per JVM, on a client that is never opened. */
    private static final class Probe {
        static final SdkLayer RESULT = probe();

        private static SdkLayer probe() {
            try {
                DeviceClient client = new DeviceClient(
                        "HostName=probe.invalid;DeviceId=probe;SharedAccessKey=cHJvYmU=", IotHubClientProtocol.MQTT);
                SdkInternals.use(client, new TappedMqttConnection(client.getConfig(), new Nowhere()));
                return FAST;
            } catch (TransportException | ReflectiveOperationException | RuntimeException | LinkageError e) {
                log.warn("The inside of the Azure device SDK is not as expected; links use its public API only", e);
                return BASE;
            }
        }
    }

    private static final class Nowhere implements Tap {
        @Override
        public void methodCalled(String requestId, String method, byte[] payload) {}

        @Override
        public void twinAnswered(String requestId, int status, byte[] body) {}

        @Override
        public void desiredChanged(byte[] patch) {}

        @Override
        public void connectionLost(Throwable cause) {}

        @Override
        public void messageArrived(CloudMessage message, Settlement settlement) {}
    }
}
