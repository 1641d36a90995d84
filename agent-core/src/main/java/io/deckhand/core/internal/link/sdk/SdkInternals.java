package io.deckhand.core.internal.link.sdk;

import com.microsoft.azure.sdk.iot.device.InternalClient;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportConnection;
import com.microsoft.azure.sdk.iot.device.transport.mqtt.MqttIotHubConnection;
import java.lang.reflect.Field;
import java.util.Queue;
import java.util.Vector;
import java.util.function.BooleanSupplier;
import org.apache.commons.lang3.tuple.Pair;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.internal.ClientComms;
import org.eclipse.paho.client.mqttv3.internal.ClientState;

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
    static void use(InternalClient client, IotHubTransportConnection connection) throws ReflectiveOperationException {
        Object io = field(InternalClient.class, "deviceIO").get(client);
        Object transport = field(io.getClass(), "transport").get(io);
        field(transport.getClass(), "iotHubTransportConnection").set(transport, connection);
    }

    /** The fields of one MQTT connection. */
    static final class OfMqtt {
        private final Object messaging;
        private final Field pahoClient;
        private final Field receivedMessages;
        private final Field comms = field(MqttAsyncClient.class, "comms", ClientComms.class);
        private final Field clientState = field(ClientComms.class, "clientState", ClientState.class);
        private final Field pendingMessages = field(ClientState.class, "pendingMessages", Vector.class);

        private OfMqtt(Object messaging, Class<?> mqtt) throws ReflectiveOperationException {
            this.messaging = messaging;
            this.pahoClient = field(mqtt, "mqttAsyncClient", MqttAsyncClient.class);
            this.receivedMessages = field(mqtt, "receivedMessages", Queue.class);
        }

        static OfMqtt in(MqttIotHubConnection connection) throws ReflectiveOperationException {
            Object messaging = field(MqttIotHubConnection.class, "deviceMessaging", MqttCallback.class)
                    .get(connection);
            return new OfMqtt(messaging, messaging.getClass().getSuperclass());
        }

        @SuppressWarnings("unchecked") // the field is declared so; a cast cannot check it
        Queue<Pair<String, MqttMessage>> receivedMessages() throws ReflectiveOperationException {
            return (Queue<Pair<String, MqttMessage>>) receivedMessages.get(messaging);
        }

        /** {@return what the SDK has Paho call} */
        MqttCallback sdkCallback() {
            return (MqttCallback) messaging;
        }

        /** {@return the MQTT client below the SDK, which there is once the connection was opened} */
        MqttAsyncClient paho() throws ReflectiveOperationException {
            return (MqttAsyncClient) pahoClient.get(messaging);
        }

        /** {@return what tells whether messages wait in Paho's queue, which its one sending thread goes on with at once} */
        BooleanSupplier queued() throws ReflectiveOperationException {
            Object state = clientState.get(comms.get(paho()));
            return () -> isFilled(state);
        }

        private boolean isFilled(Object state) {
            try {
                Vector<?> pending = (Vector<?>) pendingMessages.get(state); // none once Paho is closed
                return pending != null && !pending.isEmpty();
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("The field was made accessible", e);
            }
        }
    }

    private static Field field(Class<?> owner, String name, Class<?> type) throws ReflectiveOperationException {
        Field field = field(owner, name);
        if (!type.isAssignableFrom(field.getType())) {
            throw new NoSuchFieldException(owner.getName() + "." + name + " is a " + field.getType());
        }
        return field;
    }

    private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
