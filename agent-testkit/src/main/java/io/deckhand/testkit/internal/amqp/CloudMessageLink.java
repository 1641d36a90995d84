package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.HubCore;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.c2d.Acknowledgement;
import io.deckhand.testkit.internal.c2d.CloudMessage;
import io.deckhand.testkit.internal.c2d.CloudMessageReceiver;
import io.deckhand.testkit.internal.c2d.QueuedMessage;
import io.deckhand.testkit.internal.identity.IdentityIds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;

/** On which a device gets its cloud-to-device messages, as many as it gave credit for, and says what becomes of each. */
final class CloudMessageLink extends OutgoingLink implements CloudMessageReceiver {
    private final HubCore core;
    private final AmqpConnection connection;
    private final String deviceId;
    private final CreditCount credit = new CreditCount();

    CloudMessageLink(HubCore core, AmqpConnection connection, String deviceId, Sender sender) {
        super(sender);
        this.core = core;
        this.connection = connection;
        this.deviceId = deviceId;
    }

    @Override
    public void opened() {
        core.cloudToDevice().attach(deviceId, this);
    }

    @Override
    public void flow() {
        credit.set(sender().getCredit());
        core.cloudToDevice().resume(deviceId, this);
        if (sender().getDrain()) {
            // Behind what is sent first.
            connection.later(sender()::drained);
        }
    }

    @Override
    public void closed() {
        core.cloudToDevice().detach(deviceId, this);
    }

    @Override
    public boolean deliver(QueuedMessage message) {
        if (!credit.take()) {
            return false;
        }
        connection.later(() -> hand(message));
        return true;
    }

    @Override
    public boolean locksEnd() {
        return true;
    }

    private void hand(QueuedMessage message) {
        if (!isOpen()) {
            return;
        }
        String lock = Objects.requireNonNull(message.lockToken());
        UUID uuid = MessageParts.uuid(lock);
        byte[] tag = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        Delivery delivery = send(encodable(message, uuid), tag);
        delivery.setContext(lock);
        credit.used(sender().getCredit());
        if (isPresettled()) {
            settled(() -> core.cloudToDevice().complete(deviceId, lock), delivery);
        }
    }

    @Override
    public void delivery(Delivery delivery) {
        if (!(delivery.getContext() instanceof String lock)) {
            return;
        }
        MessageVerdict.of(delivery).ifPresent(verdict -> {
            delivery.setContext(null);
            settled(
                    () -> {
                        switch (verdict) {
                            case COMPLETE -> core.cloudToDevice().complete(deviceId, lock);
                            case ABANDON -> core.cloudToDevice().abandon(deviceId, lock);
                            case REJECT -> core.cloudToDevice().reject(deviceId, lock);
                        }
                    },
                    delivery);
        });
    }

    /** A device that asks, by settling second, hears when its verdict came too late. */
    private void settled(Runnable verdict, Delivery delivery) {
        try {
            verdict.run();
            delivery.disposition(delivery.getRemoteState());
        } catch (HubException e) {
            delivery.disposition(AmqpErrors.rejected(e));
        }
        delivery.settle();
    }

    private Message encodable(QueuedMessage queued, UUID lock) {
        CloudMessage content = queued.message();
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

    private static Map<Symbol, Object> annotations(QueuedMessage queued, UUID lock) {
        Map<Symbol, Object> annotations = new LinkedHashMap<>();
        annotations.put(Symbol.valueOf("iothub-enqueuedtime"), Date.from(queued.enqueuedTime()));
        // How often it was handed out before, as in AMQP's own header.
        annotations.put(
                Symbol.valueOf("iothub-deliverycount"), UnsignedByte.valueOf((byte) (queued.deliveryCount() - 1)));
        annotations.put(Symbol.valueOf("x-opt-lock-token"), lock);
        annotations.put(Symbol.valueOf("x-opt-sequence-number"), queued.sequenceNumber());
        return annotations;
    }
}
