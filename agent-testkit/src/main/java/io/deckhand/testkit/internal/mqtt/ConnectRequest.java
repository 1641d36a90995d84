package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.identity.SasToken;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a device's CONNECT.
 *
 * @param deviceId the device id, or {@code device/module} of a module
 * @param token null for a device with a certificate
 * @param apiVersion the API version that it uses
 * @param cleanSession whether its subscriptions end with the connection
 * @param idleLimit the longest time without a packet
 * @param will the message to send when its connection is lost
 */
record ConnectRequest(
        String deviceId,
        @Nullable SasToken token,
        String apiVersion,
        @Nullable String modelId,
        boolean cleanSession,
        Duration idleLimit,
        @Nullable Will will) {
    private static final long MAX_IDLE_MILLIS = Duration.ofSeconds(1767).toMillis();

    /**
     * Parses a CONNECT.
     *
     * @throws ConnectRefusal when a hub does not accept it
     */
    static ConnectRequest of(MqttConnectMessage connect) {
        MqttConnectVariableHeader header = connect.variableHeader();
        MqttConnectPayload payload = connect.payload();
        checkVersion(header);
        String clientId = payload.clientIdentifier();
        if (!IdentityIds.isValid(clientId)) {
            throw new ConnectRefusal(
                    MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED,
                    "the client id '" + clientId + "' is neither a device id nor a device id, a slash and a module id");
        }
        MqttUsername username = username(payload);
        if (!username.clientId().equals(clientId)) {
            throw badCredentials("the user name is for '" + username.clientId() + "'");
        }
        return new ConnectRequest(
                clientId,
                token(payload),
                username.apiVersion(),
                username.modelId(),
                header.isCleanSession(),
                idleLimit(header.keepAliveTimeSeconds()),
                will(clientId, header, payload));
    }

    static void checkVersion(MqttConnectVariableHeader header) {
        if (header.version() != MqttVersion.MQTT_3_1_1.protocolLevel()) {
            throw unacceptableVersion(header.version());
        }
    }

    private static MqttUsername username(MqttConnectPayload payload) {
        if (payload.userName() == null) {
            throw badCredentials("the user name is missing");
        }
        try {
            return MqttUsername.parse(payload.userName());
        } catch (HubException e) {
            throw badCredentials(e.getMessage());
        }
    }

    /** {@return the password, or null where there is none} */
    static @Nullable SasToken token(MqttConnectPayload payload) {
        if (payload.passwordInBytes() == null || payload.passwordInBytes().length == 0) {
            return null;
        }
        try {
            return SasToken.parse(new String(payload.passwordInBytes(), StandardCharsets.UTF_8));
        } catch (HubException e) {
            throw badCredentials(e.getMessage());
        }
    }

    private static @Nullable Will will(String deviceId, MqttConnectVariableHeader header, MqttConnectPayload payload) {
        if (!header.isWillFlag()) {
            return null;
        }
        if (DeviceTopic.parse(deviceId, payload.willTopic()).orElse(null) instanceof DeviceTopic.Telemetry topic) {
            return new Will(topic, payload.willMessageInBytes());
        }
        throw new ConnectRefusal(
                MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
                "its will is not for " + DeviceTopic.root(deviceId) + "/messages/events/");
    }

    /** One and a half times the keep-alive, up to the hub's limit; without a keep-alive, the limit. */
    static Duration idleLimit(int keepAliveSeconds) {
        long wanted = keepAliveSeconds == 0 ? MAX_IDLE_MILLIS : keepAliveSeconds * 1500L;
        return Duration.ofMillis(Math.min(wanted, MAX_IDLE_MILLIS));
    }

    private static ConnectRefusal unacceptableVersion(int level) {
        MqttConnectReturnCode code = level == MqttVersion.MQTT_5.protocolLevel()
                ? MqttConnectReturnCode.CONNECTION_REFUSED_UNSUPPORTED_PROTOCOL_VERSION
                : MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION;
        return new ConnectRefusal(code, "it speaks MQTT level " + level + ", not 4 (3.1.1)");
    }

    private static ConnectRefusal badCredentials(String why) {
        return new ConnectRefusal(MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD, why);
    }
}
