package io.deckhand.gateway.internal.link;

import io.deckhand.core.internal.link.LinkSettings;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a device introduces itself to its hub, from its connection string: by a key, by a ready signature, or by its certificate alone. */
final class Login {
    private static final String API_VERSION = "2021-04-12";

    private final LinkSettings settings;
    private final Map<String, String> parts;
    private final @Nullable SasToken token;

    /** Signs a token where there is a key: it counts from now. */
    Login(LinkSettings settings) {
        this.settings = settings;
        this.parts = Arrays.stream(settings.connectionString().text().split(";"))
                .map(part -> part.split("=", 2))
                .filter(part -> part.length == 2)
                .collect(Collectors.toMap(part -> part[0], part -> part[1]));
        String key = parts.get("SharedAccessKey");
        this.token = key == null
                ? null
                : SasToken.sign(settings.hostName(), settings.deviceId(), key, settings.tokenLifetime());
    }

    /** {@return the name to connect to: an edge gateway's, where the connection string names one} */
    String serverName() {
        return parts.getOrDefault("GatewayHostName", settings.hostName());
    }

    /** {@return for how long this should be used, if it ends} */
    Optional<Duration> usableFor() {
        return token == null
                ? Optional.empty()
                : Optional.of(settings.tokenLifetime().multipliedBy(4).dividedBy(5));
    }

    boolean isOver() {
        return token != null && token.isOver();
    }

    /** {@return the packet; {@code keepAlive} is what the hub is asked to watch for} */
    MqttConnectMessage packet(Duration keepAlive) {
        MqttMessageBuilders.ConnectBuilder connect = MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_3_1_1)
                .clientId(settings.deviceId())
                .cleanSession(false) // the hub keeps subscriptions, and what it could not deliver
                .keepAlive((int) keepAlive.toSeconds())
                .username(userName());
        String password = token == null ? parts.get("SharedAccessSignature") : token.text();
        if (password != null) {
            connect.password(password.getBytes(StandardCharsets.UTF_8));
        }
        return connect.build();
    }

    private String userName() {
        String name = settings.hostName() + "/" + settings.deviceId() + "/?api-version=" + API_VERSION
                + "&DeviceClientType=" + encoded("io.deckhand");
        return settings.modelId() == null ? name : name + "&model-id=" + encoded(settings.modelId());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
