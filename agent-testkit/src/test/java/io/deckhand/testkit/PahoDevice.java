package io.deckhand.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A bare MQTT client for what no device SDK does. */
final class PahoDevice implements MqttCallback, AutoCloseable {
    /** A message and where it was published. */
    record Received(String topic, String body, boolean duplicate) {}

    private final MqttClient client;
    private final MqttConnectOptions options = new MqttConnectOptions();
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

    PahoDevice(LocalHub hub, String clientId) throws MqttException {
        client = new MqttClient("ssl://" + hub.hostName() + ":8883", clientId, new MemoryPersistence());
        client.setTimeToWait(10_000);
        client.setCallback(this);
        options.setSocketFactory(hub.sslContext().getSocketFactory());
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setCleanSession(false);
        options.setUserName(hub.hostName() + "/" + clientId + "/?api-version=2021-04-12");
    }

    /** {@return a client for a device, with a token signed with the device's key} */
    static PahoDevice of(LocalHub hub, HubDevice device) throws Exception {
        PahoDevice paho = new PahoDevice(hub, device.deviceId());
        paho.password(token(hub, device));
        return paho;
    }

    /** {@return a token signed with a device's key} */
    static String token(LocalHub hub, HubDevice device) throws Exception {
        return token(hub.hostName() + "/devices/" + device.deviceId(), keyIn(device.connectionString()), "");
    }

    static String keyIn(String connectionString) {
        return connectionString.substring(connectionString.indexOf("SharedAccessKey=") + "SharedAccessKey=".length());
    }

    static String token(String resource, String key, String policyField) throws Exception {
        return token(resource, key, policyField, Instant.now().plusSeconds(3600));
    }

    static String token(String resource, String key, String policyField, Instant until) throws Exception {
        long expiry = until.getEpochSecond();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
        byte[] signature = mac.doFinal((resource + "\n" + expiry).getBytes(StandardCharsets.UTF_8));
        String sig = Base64.getEncoder()
                .encodeToString(signature)
                .replace("+", "%2B")
                .replace("=", "%3D");
        return "SharedAccessSignature se=" + expiry + "&sr=" + resource + policyField + "&sig=" + sig;
    }

    MqttConnectOptions options() {
        return options;
    }

    MqttClient client() {
        return client;
    }

    void password(String token) {
        options.setPassword(token.toCharArray());
    }

    /** Connects. {@return whether the hub had kept a session} */
    boolean connect() throws MqttException {
        return client.connectWithResult(options).getSessionPresent();
    }

    void publish(String topic, String body, int qos) throws MqttException {
        client.publish(topic, body.getBytes(StandardCharsets.UTF_8), qos, false);
    }

    /** Publishes and waits for nothing: Paho would wait long where the hub ends the connection for it. */
    void send(String topic, String body) throws MqttException {
        client.getTopic(topic).publish(body.getBytes(StandardCharsets.UTF_8), 0, false);
    }

    Received next() throws InterruptedException {
        Received next = received.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("Nothing came within 10 seconds.");
        }
        return next;
    }

    @Override
    public void connectionLost(Throwable cause) {
        // Tests look at isConnected().
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        received.add(
                new Received(topic, new String(message.getPayload(), StandardCharsets.UTF_8), message.isDuplicate()));
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        // Nobody waits for it.
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnectForcibly(0, 1000);
        }
        client.close(true);
    }
}
