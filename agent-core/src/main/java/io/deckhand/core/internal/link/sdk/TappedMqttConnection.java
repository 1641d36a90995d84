package io.deckhand.core.internal.link.sdk;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.microsoft.azure.sdk.iot.device.ClientConfiguration;
import com.microsoft.azure.sdk.iot.device.transport.IotHubListener;
import com.microsoft.azure.sdk.iot.device.transport.TransportException;
import com.microsoft.azure.sdk.iot.device.transport.mqtt.MqttIotHubConnection;
import com.microsoft.azure.sdk.iot.device.transport.mqtt.exceptions.PahoExceptionTranslator;
import io.deckhand.core.internal.identity.CertificateRenewal;
import io.deckhand.core.internal.link.CloudMessageTopic;
import io.deckhand.core.internal.link.MethodAnswer;
import io.deckhand.core.internal.link.MqttTopics;
import io.deckhand.core.internal.link.Progress;
import io.deckhand.core.internal.link.Request;
import io.deckhand.core.internal.link.Tap;
import io.deckhand.core.internal.link.TelemetryMessage;
import io.deckhand.core.internal.link.socket.RecordedSockets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.apache.commons.lang3.tuple.Pair;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fast path over MQTT. The SDK opens and closes the connection, but renews and retries nothing; all messages go
 * directly to and from Paho, the MQTT client below the SDK. The SDK itself scans all unacknowledged messages before
 * each publish, generates two random ids per message, and ends the connection on a message that it cannot parse.
 */
final class TappedMqttConnection extends MqttIotHubConnection implements Wire {
    private static final Logger log = LoggerFactory.getLogger(TappedMqttConnection.class);

    /** The QoS that the SDK uses to subscribe and publish. */
    private static final int AT_LEAST_ONCE = 1;

    private static final int REFUSED = 0x80;

    private static final long LOOK_MILLIS = 1_000;

    /** Far below 65,000, the limit that the SDK sets for Paho, and enough to keep a connection busy. */
    private static final int WINDOW = 256;

    private static final byte[] NO_BODY = {};

    private final Tap tap;
    private final RecordedSockets sockets;
    private final Progress progress;
    private final SdkInternals.OfMqtt internals;
    private final Queue<Pair<String, MqttMessage>> received;
    private final MqttTopics topics;

    /** Whether the hub renews the device's certificate, which takes a preview of its API. */
    private final boolean renews;

    private volatile @Nullable MqttAsyncClient paho;

    TappedMqttConnection(
            ClientConfiguration config, Tap tap, RecordedSockets sockets, Progress progress, boolean renews)
            throws TransportException, ReflectiveOperationException {
        super(config);
        this.tap = tap;
        this.sockets = sockets;
        this.progress = progress;
        this.topics = new MqttTopics(config.getDeviceId(), config.getModuleId());
        this.renews = renews;
        this.internals = SdkInternals.OfMqtt.in(this);
        if (renews) {
            MqttConnectOptions options = internals.connectOptions();
            options.setUserName(
                    options.getUserName().replaceFirst("(?<=api-version=)[^&]*", CertificateRenewal.API_VERSION));
        }
        this.received = internals.receivedMessages();
    }

    /** The SDK sets its listener before opening; our callback replaces the SDK's only once the connection is open. */
    @Override
    public void setListener(IotHubListener sdk) {
        super.setListener(new ForwardingListener(sdk) {
            @Override
            public void onConnectionLost(TransportException failure, String connectionId) {
                tap.connectionLost(failure);
                super.onConnectionLost(failure, connectionId);
            }
        });
    }

    @Override
    public void open() throws TransportException {
        super.open();
        try {
            MqttAsyncClient opened = internals.paho();
            opened.setCallback(new Callback(internals.sdkCallback()));
            sockets.gather(internals.queued());
            progress.whenAlive(internals.activity());
            paho = opened;
        } catch (ReflectiveOperationException e) {
            throw new TransportException("The internals of the Azure SDK are not as expected", e);
        }
    }

    /**
     * Handles a message that arrives before our callback is set: called by Paho's single callback thread, which has
     * just queued it.
     */
    @Override
    public void onMessageArrived(int messageId) {
        Pair<String, MqttMessage> next = received.poll();
        if (next != null) {
            arrived(next.getKey(), next.getValue());
        }
    }

    private void arrived(String topic, MqttMessage message) {
        if (CloudMessageTopic.matches(topic)) {
            tap.messageArrived(
                    CloudMessageTopic.input(topic),
                    CloudMessageTopic.read(topic, message.getPayload()),
                    // MQTT can only acknowledge a message.
                    disposition -> acknowledge(message));
            return;
        }
        try {
            if (!MqttTopics.read(topic, message.getPayload(), tap)) {
                log.warn("Ignoring a message of the hub on the unknown topic '{}'", topic);
            }
            acknowledge(message);
        } catch (RuntimeException | MqttException | ReflectiveOperationException e) {
            // If it reached Paho, it would end the connection, and again each time the hub repeats the message.
            log.error("Ignoring a message of the hub that could not be parsed", e);
        }
    }

    private void acknowledge(MqttMessage message) throws MqttException, ReflectiveOperationException {
        if (message.getQos() > 0) {
            internals.paho().messageArrivedComplete(message.getId(), message.getQos());
        }
    }

    private MqttAsyncClient paho() {
        MqttAsyncClient opened = paho;
        if (opened == null) {
            throw new IllegalStateException("The connection is not open");
        }
        return opened;
    }

    @Override
    public void subscribe(Duration atMost) throws TransportException, InterruptedException, TimeoutException {
        String[] filters = MqttTopics.subscriptions(renews).toArray(String[]::new);
        int[] wanted = new int[filters.length];
        Arrays.fill(wanted, AT_LEAST_ONCE);
        try {
            CountDownLatch answered = new CountDownLatch(1);
            IMqttToken subscribed = paho().subscribe(filters, wanted, null, new Answered(answered));
            awaitAnswer(subscribed, answered, atMost, progress.startWait());
            for (int granted : subscribed.getGrantedQos()) {
                if (granted == REFUSED) {
                    throw new TransportException("The hub refused a subscription");
                }
            }
        } catch (MqttException e) {
            throw PahoExceptionTranslator.convertToMqttException(e, "Unable to subscribe");
        }
    }

    /**
     * Paho's own wait turns an interrupt into a failure that it repeats without waiting, and its callback may come from a
     * thread that has ended, so this looks again each second.
     */
    static void awaitAnswer(IMqttToken token, CountDownLatch answered, Duration atMost, Progress.Wait wait)
            throws MqttException, InterruptedException, TimeoutException {
        while (!token.isComplete()) {
            long left = wait.left(atMost).toMillis();
            if (left <= 0) {
                throw new TimeoutException("The hub did not send the acknowledgement of the subscriptions within "
                        + atMost.toSeconds() + " s");
            }
            var unused = answered.await(Math.min(left, LOOK_MILLIS), MILLISECONDS);
        }
        if (token.getException() != null) {
            throw token.getException();
        }
    }

    private record Answered(CountDownLatch latch) implements IMqttActionListener {
        @Override
        public void onSuccess(IMqttToken token) {
            latch.countDown();
        }

        @Override
        public void onFailure(IMqttToken token, Throwable failure) {
            latch.countDown();
        }
    }

    @Override
    public void send(TelemetryMessage message, Request<Void> acknowledged) throws TransportException {
        publish(topics.telemetry(message), message.body(), acknowledged);
    }

    @Override
    public void answer(String requestId, MethodAnswer answer, Request<Void> acknowledged) throws TransportException {
        publish(MqttTopics.methodAnswer(answer.status(), requestId), answer.payload(), acknowledged);
    }

    @Override
    public void readTwin(String requestId, Request<byte[]> answered) throws TransportException {
        publish(MqttTopics.twinGet(requestId), NO_BODY, null);
    }

    @Override
    public void report(String requestId, byte[] patch, Request<byte[]> answered) throws TransportException {
        publish(MqttTopics.reportedPatch(requestId), patch, null);
    }

    @Override
    public boolean renewsCertificates() {
        return renews;
    }

    @Override
    public void requestCertificate(String requestId, byte[] body, Request<Void> acknowledged)
            throws TransportException {
        publish(MqttTopics.certificateRequest(requestId), body, acknowledged);
    }

    private void publish(String topic, byte[] body, @Nullable Request<Void> acknowledged) throws TransportException {
        MqttMessage message = new MqttMessage(body);
        message.setQos(AT_LEAST_ONCE);
        try {
            paho().publish(topic, message, acknowledged, null);
        } catch (MqttException e) {
            throw PahoExceptionTranslator.convertToMqttException(e, "Unable to publish");
        }
    }

    @Override
    public int telemetryWindow() {
        return WINDOW;
    }

    @Override
    public boolean canAbandon() {
        return false;
    }

    /** Receives Paho's events; of these, only the end of the connection is passed to the SDK. */
    private final class Callback implements MqttCallback {
        private final MqttCallback sdk;

        Callback(MqttCallback sdk) {
            this.sdk = sdk;
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            arrived(topic, message);
        }

        @Override
        @SuppressWarnings(
                "unchecked") // only requests that are acknowledged without a value are published with a context
        public void deliveryComplete(IMqttDeliveryToken token) {
            if (token.getUserContext() instanceof Request<?> request) {
                request.acknowledged(); // a twin request has no context: it waits for its answer
            }
        }

        @Override
        public void connectionLost(Throwable cause) {
            sdk.connectionLost(cause); // which tells the listener
        }
    }
}
