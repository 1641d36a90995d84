package io.deckhand.core.internal.link.sdk;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.InternalClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.MessageCallback;
import com.microsoft.azure.sdk.iot.device.ModuleClient;
import com.microsoft.azure.sdk.iot.device.ProxySettings;
import com.microsoft.azure.sdk.iot.device.SasTokenProvider;
import io.deckhand.Transport;
import io.deckhand.core.internal.identity.Identity;
import io.deckhand.core.internal.identity.Proof;
import io.deckhand.core.internal.link.HttpProxy;
import io.deckhand.core.internal.link.LinkSettings;
import io.deckhand.identity.SasToken;
import java.net.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Creates and configures SDK clients for a link. */
final class SdkClients {
    private SdkClients() {}

    /**
     * {@code context} is the recorded TLS context of the proof; {@code messages} receives cloud-to-device or module
     * messages.
     */
    static InternalClient create(LinkSettings settings, Proof proof, SSLContext context, MessageCallback messages) {
        ClientOptions options = options(settings, context);
        IotHubClientProtocol protocol = protocol(settings.transport());
        Identity identity = settings.login().identity();
        Optional<SasToken> token = proof.token();
        if (token.isPresent() && identity.gatewayHostName() == null) {
            return byProvider(identity, provider(proof, token.get()), protocol, options, messages);
        }
        // The SDK accepts a gateway only in a connection string.
        String shown =
                token.map(SasToken::text).map("SharedAccessSignature="::concat).orElse("x509=true");
        return byConnectionString(identity, connectionString(identity, shown), protocol, options, messages);
    }

    private static InternalClient byProvider(
            Identity identity,
            SasTokenProvider tokens,
            IotHubClientProtocol protocol,
            ClientOptions options,
            MessageCallback messages) {
        String module = identity.moduleId();
        return module == null
                ? new DeviceClient(identity.hostName(), identity.deviceId(), tokens, protocol, options)
                        .setMessageCallback(messages, null)
                : new ModuleClient(identity.hostName(), identity.deviceId(), module, tokens, protocol, options)
                        .setMessageCallback(messages, null);
    }

    private static InternalClient byConnectionString(
            Identity identity,
            String text,
            IotHubClientProtocol protocol,
            ClientOptions options,
            MessageCallback messages) {
        return identity.moduleId() == null
                ? new DeviceClient(text, protocol, options).setMessageCallback(messages, null)
                : new ModuleClient(text, protocol, options).setMessageCallback(messages, null);
    }

    /**
     * The SDK asks for a token when it connects, and over AMQP again before the token expires, on a thread that must
     * not block.
     */
    private static SasTokenProvider provider(Proof proof, SasToken first) {
        AtomicBoolean asked = new AtomicBoolean();
        return () -> {
            boolean again = asked.getAndSet(true);
            SasToken token = again ? proof.next().map(Supplier::get).orElse(first) : first;
            return token.text().toCharArray();
        };
    }

    private static String connectionString(Identity identity, String proof) {
        return "HostName=" + identity.hostName() + ";DeviceId=" + identity.deviceId() + ";" + proof
                + (identity.moduleId() == null ? "" : ";ModuleId=" + identity.moduleId())
                + (identity.gatewayHostName() == null ? "" : ";GatewayHostName=" + identity.gatewayHostName());
    }

    private static ClientOptions options(LinkSettings settings, SSLContext context) {
        ClientOptions.ClientOptionsBuilder options = ClientOptions.builder()
                .sslContext(context)
                .keepAliveInterval(pingSeconds(settings.keepAlive()))
                .sendInterval(1)
                .receiveInterval(1)
                .messagesSentPerSendInterval(1000)
                .modelId(settings.modelId())
                .amqpAuthenticationSessionTimeout(seconds(settings.longestOpen()))
                .amqpDeviceSessionTimeout(seconds(settings.longestOpen()))
                .logRoutineDisconnectsAsErrors(false);
        HttpProxy proxy = settings.proxy();
        if (proxy != null && settings.transport().isWebSocket()) {
            options.proxySettings(settings(proxy));
        }
        return options.build();
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

    /**
     * The SDK detects a dead connection within two of its intervals; the agent guarantees one and a half of the
     * configured interval.
     */
    private static int pingSeconds(Duration keepAlive) {
        return (int) Math.max(1, keepAlive.toSeconds() * 3 / 4);
    }

    /** The link has limits of its own, which depend on whether bytes move. */
    private static int seconds(Duration limit) {
        return (int) Math.max(1, limit.toSeconds());
    }
}
