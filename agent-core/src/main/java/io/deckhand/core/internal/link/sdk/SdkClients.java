package io.deckhand.core.internal.link.sdk;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.ProxySettings;
import io.deckhand.Transport;
import io.deckhand.core.internal.link.HttpProxy;
import io.deckhand.core.internal.link.LinkSettings;
import java.net.Proxy;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** Makes clients of the SDK, set up as a link needs them. */
final class SdkClients {
    private SdkClients() {}

    static DeviceClient create(LinkSettings settings, SSLContext trust) {
        ClientOptions.ClientOptionsBuilder options = ClientOptions.builder()
                .sslContext(trust)
                .keepAliveInterval(pingSeconds(settings.keepAlive()))
                .sendInterval(1)
                .receiveInterval(1)
                .messagesSentPerSendInterval(1000)
                .sasTokenExpiryTime(settings.tokenLifetime().toSeconds())
                .modelId(settings.modelId())
                .logRoutineDisconnectsAsErrors(false);
        HttpProxy proxy = settings.proxy();
        if (proxy != null && settings.transport().isWebSocket()) {
            options.proxySettings(settings(proxy));
        }
        return new DeviceClient(settings.connectionString().text(), protocol(settings.transport()), options.build());
    }

    private static ProxySettings settings(HttpProxy proxy) {
        Proxy http = new Proxy(Proxy.Type.HTTP, proxy.address());
        return proxy.user() == null ? new ProxySettings(http) : new ProxySettings(http, proxy.user(), proxy.password());
    }

    private static IotHubClientProtocol protocol(Transport transport) {
        return switch (transport) {
            case MQTT -> IotHubClientProtocol.MQTT;
            case MQTT_WS -> IotHubClientProtocol.MQTT_WS;
            case AMQPS -> IotHubClientProtocol.AMQPS;
            case AMQPS_WS -> IotHubClientProtocol.AMQPS_WS;
        };
    }

    /** The SDK notices a dead connection within two of its intervals; we promise one and a half of ours. */
    private static int pingSeconds(Duration keepAlive) {
        return (int) Math.max(1, keepAlive.toSeconds() * 3 / 4);
    }
}
