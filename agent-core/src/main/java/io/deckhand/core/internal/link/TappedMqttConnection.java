package io.deckhand.core.internal.link;

import com.microsoft.azure.sdk.iot.device.ClientConfiguration;
import com.microsoft.azure.sdk.iot.device.transport.TransportException;
import com.microsoft.azure.sdk.iot.device.transport.mqtt.MqttIotHubConnection;
import java.util.Queue;
import org.apache.commons.lang3.tuple.Pair;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SDK's MQTT connection, but for cloud-to-device messages: those are read by us, so that none can end the connection, and
 * acknowledged when their listener is done.
 */
final class TappedMqttConnection extends MqttIotHubConnection {
    private static final Logger log = LoggerFactory.getLogger(TappedMqttConnection.class);

    private final Tap tap;
    private final SdkInternals.OfMqtt internals;
    private final Queue<Pair<String, MqttMessage>> received;

    TappedMqttConnection(ClientConfiguration config, Tap tap) throws TransportException, ReflectiveOperationException {
        super(config);
        this.tap = tap;
        this.internals = SdkInternals.OfMqtt.in(this);
        this.received = internals.receivedMessages();
        internals.shareAcknowledgementLock();
    }

    /** Called for each message by Paho's one callback thread, which has just put it into the queue. */
    @Override
    public void onMessageArrived(int messageId) {
        Pair<String, MqttMessage> next = received.peek();
        if (next != null && CloudMessageTopic.matches(next.getKey())) {
            received.poll();
            MqttMessage message = next.getValue();
            tap.messageArrived(
                    CloudMessageTopic.read(next.getKey(), message.getPayload()),
                    // MQTT has an acknowledgement and nothing else.
                    disposition -> internals.acknowledge(message.getId(), message.getQos()));
            return;
        }
        try {
            super.onMessageArrived(messageId);
        } catch (RuntimeException e) {
            // Thrown on into Paho it would end the connection, and again whenever the hub repeats the message.
            log.error("The Azure SDK could not read a message of the hub; it is ignored", e);
        }
    }
}
