package io.deckhand.core.internal.link;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.InternalClient;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportConnection;
import com.microsoft.azure.sdk.iot.device.transport.mqtt.MqttIotHubConnection;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Queue;
import org.apache.commons.lang3.tuple.Pair;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;

/**
 * The fields inside the Azure SDK that the fast path reads and writes: all of what it knows beyond public API, as of
 * iot-device-client 2.5.0. Where one is missing or has another type, the link falls back to public API.
 */
final class SdkInternals {
    private SdkInternals() {}

    /**
     * Makes a client use a connection of ours: the SDK builds one on opening only if the field is empty.
     *
     * @throws ReflectiveOperationException if the SDK's inside is not as expected
     */
    static void use(DeviceClient client, IotHubTransportConnection connection) throws ReflectiveOperationException {
        Object io = field(InternalClient.class, "deviceIO").get(client);
        Object transport = field(io.getClass(), "transport").get(io);
        field(transport.getClass(), "iotHubTransportConnection").set(transport, connection);
    }

    /** The fields of one MQTT connection. */
    static final class OfMqtt {
        private final List<Object> channels;
        private final Field acknowledgementLock;
        private final Field pahoClient;
        private final Field receivedMessages;

        private OfMqtt(List<Object> channels, Class<?> mqtt) throws ReflectiveOperationException {
            this.channels = channels;
            this.acknowledgementLock = field(mqtt, "unacknowledgedSentMessagesLock");
            this.pahoClient = field(mqtt, "mqttAsyncClient");
            this.receivedMessages = field(mqtt, "receivedMessages");
        }

        static OfMqtt in(MqttIotHubConnection connection) throws ReflectiveOperationException {
            Class<?> type = MqttIotHubConnection.class;
            Object messaging = field(type, "deviceMessaging").get(connection);
            Object methods = field(type, "directMethod").get(connection);
            Object twin = field(type, "deviceTwin").get(connection);
            return new OfMqtt(
                    List.of(messaging, methods, twin), messaging.getClass().getSuperclass());
        }

        /**
         * Gives all three channels one lock. Each has its own, while they share the map it guards: an acknowledgement that
         * comes at once is then handled before its message is in the map, and lost.
         */
        void shareAcknowledgementLock() throws ReflectiveOperationException {
            Object shared = acknowledgementLock.get(channels.get(0));
            for (Object channel : channels) {
                acknowledgementLock.set(channel, shared);
            }
        }

        @SuppressWarnings("unchecked") // the field is declared so; a cast cannot check it
        Queue<Pair<String, MqttMessage>> receivedMessages() throws ReflectiveOperationException {
            return (Queue<Pair<String, MqttMessage>>) receivedMessages.get(channels.get(0));
        }

        void acknowledge(int messageId, int qos) throws ReflectiveOperationException, MqttException {
            ((MqttAsyncClient) pahoClient.get(channels.get(0))).messageArrivedComplete(messageId, qos);
        }
    }

    private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
