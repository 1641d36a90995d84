package io.deckhand.gateway.internal.link;

import io.deckhand.core.internal.identity.CertificateRenewal;
import io.deckhand.core.internal.identity.Proof;
import io.deckhand.core.internal.link.LinkSettings;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Creates the CONNECT packet of a device. */
final class Greeting {
    private static final String API_VERSION = "2021-04-12";

    private Greeting() {}

    /** {@return the packet; without a token, the device authenticates by its certificate} */
    static MqttConnectMessage of(LinkSettings settings, Proof proof, Duration keepAlive) {
        MqttMessageBuilders.ConnectBuilder connect = MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_3_1_1)
                .clientId(settings.login().identity().name())
                .cleanSession(false) // the hub keeps subscriptions and undelivered messages
                .keepAlive((int) keepAlive.toSeconds())
                .username(userName(settings));
        proof.token().ifPresent(token -> connect.password(token.text().getBytes(StandardCharsets.UTF_8)));
        return connect.build();
    }

    private static String userName(LinkSettings settings) {
        String name = settings.login().identity() + "/?api-version="
                + (settings.login().renewal().isPresent() ? CertificateRenewal.API_VERSION : API_VERSION)
                + "&DeviceClientType="
                + encoded("io.deckhand");
        return settings.modelId() == null ? name : name + "&model-id=" + encoded(settings.modelId());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
