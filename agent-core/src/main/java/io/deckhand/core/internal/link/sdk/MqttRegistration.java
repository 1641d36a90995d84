package io.deckhand.core.internal.link.sdk;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.deckhand.core.internal.https.HttpsCaller;
import io.deckhand.core.internal.identity.Proof;
import io.deckhand.core.internal.link.socket.RecordedSockets;
import io.deckhand.core.internal.provisioning.RegistrationChannel;
import io.deckhand.core.internal.provisioning.ServiceAddress;
import io.deckhand.identity.SasToken;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/**
 * Registers over MQTT or MQTT over WebSocket, with the MQTT client that the Azure device SDK includes. It subscribes
 * before it sends a request, so that it misses no answer.
 */
public final class MqttRegistration implements RegistrationChannel {
    private static final String ANSWERS = "$dps/registrations/res/#";
    private static final int AT_LEAST_ONCE = 1;
    private static final byte[] NOTHING = {};

    /** CONNACK codes: bad user name or password, not authorized. */
    private static final Set<Integer> REFUSED = Set.of(4, 5);

    private static final int UNAVAILABLE = 3;

    private final RecordedSockets sockets;
    private final long patience;
    private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
    private @Nullable MqttAsyncClient client;

    /** Set if the service refused the connection: the answer to every request. */
    private @Nullable Answer refusal;

    private int requests;

    private MqttRegistration(Duration patience) {
        this.patience = patience.toMillis();
        this.sockets = new RecordedSockets((int) this.patience);
    }

    /** Connects and subscribes. Blocks. */
    public static MqttRegistration open(ServiceAddress address, Proof proof, boolean webSocket, Duration patience)
            throws MqttException {
        MqttRegistration opened = new MqttRegistration(patience);
        try {
            opened.connect(address, proof, webSocket);
            return opened;
        } catch (MqttException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void connect(ServiceAddress address, Proof proof, boolean webSocket) throws MqttException {
        String server = webSocket
                ? "wss://" + address.endpoint() + "/$iothub/websocket"
                : "ssl://" + address.endpoint() + (address.endpoint().contains(":") ? "" : ":8883");
        MqttAsyncClient made = new MqttAsyncClient(server, address.registrationId(), new MemoryPersistence());
        client = made;
        made.setCallback(new Callback());
        try {
            made.connect(options(address, proof)).waitForCompletion(patience);
            made.subscribe(ANSWERS, AT_LEAST_ONCE).waitForCompletion(patience);
        } catch (MqttException e) {
            if (REFUSED.contains(e.getReasonCode())) {
                refusal = new Answer(401, NOTHING, Optional.empty());
            } else if (e.getReasonCode() == UNAVAILABLE) {
                refusal = new Answer(503, NOTHING, Optional.empty());
            } else {
                throw e;
            }
        }
    }

    private MqttConnectOptions options(ServiceAddress address, Proof proof) {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setCleanSession(true);
        options.setConnectionTimeout((int) Math.max(1, patience / 1000));
        options.setSocketFactory(sockets.recording(proof.context()).getSocketFactory());
        options.setUserName(address.idScope() + "/registrations/" + address.registrationId() + "/api-version="
                + address.apiVersion() + "&ClientVersion=deckhand");
        proof.token().map(SasToken::text).map(String::toCharArray).ifPresent(options::setPassword);
        return options;
    }

    @Override
    public Answer register(byte[] body) throws Exception {
        return request("$dps/registrations/PUT/iotdps-register/?$rid=", "", body);
    }

    @Override
    public Answer status(String operationId) throws Exception {
        return request(
                "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=",
                "&operationId=" + ServiceAddress.encoded(operationId),
                NOTHING);
    }

    private Answer request(String topic, String more, byte[] body) throws Exception {
        if (refusal != null) {
            return refusal;
        }
        MqttAsyncClient connected = client;
        if (connected == null) {
            throw new IOException("The connection is not open");
        }
        String id = Integer.toString(++requests);
        connected.publish(topic + id + more, body, AT_LEAST_ONCE, false);
        return answer(id);
    }

    private Answer answer(String id) throws Exception {
        long due = System.nanoTime() + MILLISECONDS.toNanos(patience);
        while (true) {
            Object next = arrived.poll(due - System.nanoTime(), NANOSECONDS);
            if (next == null) {
                throw new TimeoutException(
                        "The provisioning service did not answer within " + MILLISECONDS.toSeconds(patience) + " s");
            }
            if (next instanceof Throwable lost) {
                throw new IOException("The connection to the provisioning service was lost", lost);
            }
            if (next instanceof Arrived message && message.id().equals(id)) {
                return message.answer();
            }
        }
    }

    private record Arrived(String id, Answer answer) {
        /** Reads {@code $dps/registrations/res/202/?$rid=1&retry-after=3}. */
        static @Nullable Arrived read(String topic, byte[] body) {
            String[] parts = topic.split("/", 5);
            if (parts.length < 5 || !parts[3].matches("\\d{3}") || !parts[4].startsWith("?")) {
                return null;
            }
            String id = "";
            Optional<Duration> retryAfter = Optional.empty();
            for (String parameter : parts[4].substring(1).split("&", -1)) {
                if (parameter.startsWith("$rid=")) {
                    id = parameter.substring("$rid=".length());
                } else if (parameter.startsWith("retry-after=")) {
                    retryAfter = HttpsCaller.seconds(parameter.substring("retry-after=".length()));
                }
            }
            return new Arrived(id, new Answer(Integer.parseInt(parts[3]), body, retryAfter));
        }
    }

    /** Called on Paho's threads: only enqueues. */
    private final class Callback implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            Arrived read = Arrived.read(topic, message.getPayload());
            if (read != null) {
                arrived.add(read);
            }
        }

        @Override
        public void connectionLost(Throwable cause) {
            arrived.add(cause == null ? new IOException("The connection ended") : cause);
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // The request waits for the service's answer instead.
        }
    }

    @Override
    public void close() {
        sockets.reset();
        arrived.add(new IOException("The connection was closed"));
        MqttAsyncClient closing = client;
        if (closing != null) {
            try {
                closing.disconnectForcibly(0, 1, false);
                closing.close(true);
            } catch (MqttException | RuntimeException alreadyGone) {
                // The socket was reset: there is nothing left to close.
            }
        }
    }
}
