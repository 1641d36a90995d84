package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.internal.c2d.Acknowledgement;
import io.deckhand.testkit.internal.c2d.CloudMessageReceiver;
import io.deckhand.testkit.internal.c2d.CloudToDeviceQueues;
import io.deckhand.testkit.internal.c2d.DeviceBoundMessage;
import io.deckhand.testkit.internal.c2d.QueuedMessage;
import io.deckhand.testkit.internal.fault.PacketRoute;
import io.deckhand.testkit.internal.fault.Passage;
import io.deckhand.testkit.internal.identity.IdentityIds;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;

/** The link over which a device receives cloud-to-device messages. */
final class CloudMessageLink extends LockingLink implements CloudMessageReceiver {
    private final CloudToDeviceQueues cloudToDevice;
    private final PacketRoute packets;
    private final String deviceId;

    CloudMessageLink(CloudToDeviceQueues cloudToDevice, AmqpConnection connection, PacketRoute packets, Sender sender) {
        super(connection, sender);
        this.cloudToDevice = cloudToDevice;
        this.packets = packets;
        deviceId = packets.deviceId();
    }

    @Override
    public void opened() {
        cloudToDevice.attach(deviceId, this);
    }

    @Override
    public void closed() {
        cloudToDevice.detach(deviceId, this);
    }

    @Override
    void resume() {
        cloudToDevice.resume(deviceId, this);
    }

    @Override
    void send(Passage message) {
        packets.send(HubPacket.CLOUD_MESSAGE, message);
    }

    @Override
    public boolean deliver(QueuedMessage message) {
        String lock = Objects.requireNonNull(message.lockToken());
        return handOut(lock, () -> encodable(message, lock));
    }

    @Override
    public boolean locksEnd() {
        return true;
    }

    @Override
    void settle(MessageVerdict verdict, String lock) {
        switch (verdict) {
            case COMPLETE -> cloudToDevice.complete(deviceId, lock);
            case ABANDON -> cloudToDevice.abandon(deviceId, lock);
            case REJECT -> cloudToDevice.reject(deviceId, lock);
        }
    }

    private Message encodable(QueuedMessage queued, String lock) {
        DeviceBoundMessage content = queued.message();
        Message message = Proton.message();
        message.setMessageId(content.messageId());
        message.setCorrelationId(content.correlationId());
        message.setAddress("/" + String.join("/", IdentityIds.path(deviceId)) + "/messages/deviceBound");
        message.setContentType(content.contentType());
        message.setContentEncoding(content.contentEncoding());
        message.setExpiryTime(queued.expiry().toEpochMilli());
        if (content.userId() != null) {
            message.setUserId(content.userId().getBytes(StandardCharsets.UTF_8));
        }
        Map<String, Object> properties = new LinkedHashMap<>(content.properties());
        if (content.acknowledgement() != Acknowledgement.NONE) {
            properties.put("iothub-ack", content.acknowledgement().wireName());
        }
        message.setApplicationProperties(new ApplicationProperties(properties));
        message.setMessageAnnotations(new MessageAnnotations(annotations(queued, lock)));
        message.setBody(data(content.body()));
        return message;
    }

    private static Map<Symbol, Object> annotations(QueuedMessage queued, String lock) {
        Map<Symbol, Object> annotations = new LinkedHashMap<>();
        annotations.put(Symbol.valueOf("iothub-enqueuedtime"), Date.from(queued.enqueuedTime()));
        // The number of earlier deliveries, as in AMQP's header.
        annotations.put(
                Symbol.valueOf("iothub-deliverycount"), UnsignedByte.valueOf((byte) (queued.deliveryCount() - 1)));
        annotations.put(Symbol.valueOf("x-opt-lock-token"), MessageParts.uuid(lock));
        annotations.put(Symbol.valueOf("x-opt-sequence-number"), queued.sequenceNumber());
        return annotations;
    }
}
