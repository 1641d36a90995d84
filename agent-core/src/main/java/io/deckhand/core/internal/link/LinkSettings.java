package io.deckhand.core.internal.link;

import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** What every link of one agent is opened with. */
public record LinkSettings(
        String connectionString,
        String hostName,
        String deviceId,
        IotHubClientProtocol protocol,
        SSLContext trust,
        Duration keepAlive,
        SdkLayer layer) {
    /** {@return without the connection string: it holds the device's key} */
    @Override
    public String toString() {
        return "LinkSettings[" + hostName + ", " + deviceId + ", " + protocol + "]";
    }
}
