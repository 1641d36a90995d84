package io.deckhand.core.internal.link.sdk;

import com.microsoft.azure.sdk.iot.device.InternalClient;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportConnection;
import com.microsoft.azure.sdk.iot.device.transport.amqps.AmqpsIotHubConnection;
import com.microsoft.azure.sdk.iot.device.transport.mqtt.MqttIotHubConnection;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Vector;
import java.util.function.BooleanSupplier;
import org.apache.commons.lang3.tuple.Pair;
import org.apache.qpid.proton.reactor.Selectable;
import org.apache.qpid.proton.reactor.impl.SelectableImpl;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.internal.ClientComms;
import org.eclipse.paho.client.mqttv3.internal.ClientState;

/**
 * The private fields of the Azure SDK that the fast path reads and writes, as of iot-device-client 2.5.0. The fast path
 * uses nothing else beyond public API. If a field is missing or has another type, the link falls back to public API.
 */
final class SdkInternals {
    private SdkInternals() {}

    /**
     * Makes a client use our connection: when it opens, the SDK creates one only if the field is empty.
     *
     * @throws ReflectiveOperationException if the SDK's internals are not as expected
     */
    static void use(InternalClient client, IotHubTransportConnection connection) throws ReflectiveOperationException {
        Object transport = transport(client);
        field(transport.getClass(), "iotHubTransportConnection").set(transport, connection);
    }

    /**
     * {@return the threads that sweep a transport's old messages, which sleep for up to an hour}
     *
     * @throws ReflectiveOperationException if the SDK's internals are not as expected
     */
    static List<Thread> sweepers(InternalClient client) throws ReflectiveOperationException {
        Object transport = transport(client);
        List<Thread> sweepers = new ArrayList<>();
        for (String name : List.of("correlationCallbackCleanupThread", "expiredMessagesCleanupThread")) {
            sweepers.add(
                    (Thread) field(transport.getClass(), name, Thread.class).get(transport));
        }
        return sweepers;
    }

    private static Object transport(InternalClient client) throws ReflectiveOperationException {
        Object io = field(InternalClient.class, "deviceIO").get(client);
        return field(io.getClass(), "transport").get(io);
    }

    /**
     * Sets how often an AMQP connection looks for something to send. The SDK reads the field each time.
     *
     * @throws ReflectiveOperationException if the SDK's internals are not as expected
     */
    static void sendEvery(AmqpsIotHubConnection connection, int millis) throws ReflectiveOperationException {
        field(AmqpsIotHubConnection.class, "sendInterval", int.class).setInt(connection, millis);
    }

    /**
     * {@return what Proton does when a socket can be written}
     *
     * @throws ReflectiveOperationException if Proton's internals are not as expected
     */
    static Selectable.Callback whenWritable(Selectable selectable) throws ReflectiveOperationException {
        Object callback = field(SelectableImpl.class, "writable", Selectable.Callback.class)
                .get(selectable);
        if (callback == null) {
            throw new NoSuchFieldException("Proton does not write to this socket");
        }
        return (Selectable.Callback) callback;
    }

    /** The fields of one MQTT connection. */
    static final class OfMqtt {
        private final Object messaging;
        private final Field pahoClient;
        private final Field receivedMessages;
        private final Field connectOptions;
        private final Field comms = field(MqttAsyncClient.class, "comms", ClientComms.class);
        private final Field clientState = field(ClientComms.class, "clientState", ClientState.class);
        private final Field pendingMessages = field(ClientState.class, "pendingMessages", Vector.class);

        private OfMqtt(Object messaging, Class<?> mqtt) throws ReflectiveOperationException {
            this.messaging = messaging;
            this.pahoClient = field(mqtt, "mqttAsyncClient", MqttAsyncClient.class);
            this.receivedMessages = field(mqtt, "receivedMessages", Queue.class);
            this.connectOptions = field(mqtt, "connectOptions", MqttConnectOptions.class);
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

        /** {@return the options of CONNECT, which the SDK uses when it opens the connection} */
        MqttConnectOptions connectOptions() throws ReflectiveOperationException {
            return (MqttConnectOptions) connectOptions.get(messaging);
        }

        /** {@return the SDK's callback for Paho} */
        MqttCallback sdkCallback() {
            return (MqttCallback) messaging;
        }

        /** {@return the MQTT client below the SDK, which exists once the connection was opened} */
        MqttAsyncClient paho() throws ReflectiveOperationException {
            return (MqttAsyncClient) pahoClient.get(messaging);
        }

        /**
         * {@return a function that returns whether messages wait in Paho's queue; Paho's single sending thread sends
         * those next, without a pause}
         */
        BooleanSupplier queued() throws ReflectiveOperationException {
            Object state = clientState.get(comms.get(paho()));
            return () -> isFilled(state);
        }

        /**
         * {@return a call that tells Paho that the peer is there} Paho counts only complete packets: over a slow line it
         * would miss the answer to a ping that waits behind a large one.
         */
        Runnable activity() throws ReflectiveOperationException {
            ClientState state = (ClientState) clientState.get(comms.get(paho()));
            return () -> {
                state.notifyReceivedBytes(1);
                state.notifySentBytes(1);
            };
        }

        private boolean isFilled(Object state) {
            try {
                Vector<?> pending = (Vector<?>) pendingMessages.get(state); // null once Paho is closed
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
