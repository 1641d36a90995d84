package io.deckhand.testkit.internal.amqp;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;

/**
 * A link on which the hub sends: numbers and encodes messages, which wait in the engine until the peer grants credit.
 */
class OutgoingLink implements LinkEndpoint {
    private static final int FIRST_SIZE = 2048;

    /** More than ever wait for a client that reads and grants credit. */
    private static final int MOST_WAITING = 1000;

    private final Sender sender;
    private long lastTag;

    OutgoingLink(Sender sender) {
        this.sender = sender;
    }

    final Sender sender() {
        return sender;
    }

    /** Sends a message unless the link has ended; the peer's disposition is ignored. */
    final void send(Message message) {
        if (isOpen() && sender.getQueued() >= MOST_WAITING) {
            sender.setCondition(AmqpErrors.condition(
                    "amqp:resource-limit-exceeded", MOST_WAITING + " messages wait on this link for its receiver."));
            sender.close();
        } else if (isOpen()) {
            lastTag++;
            send(message, ByteBuffer.allocate(Long.BYTES).putLong(lastTag).array());
        }
    }

    /** Sends a message on an open link. */
    final Delivery send(Message message, byte[] tag) {
        Delivery delivery = sender.delivery(tag);
        byte[] bytes = encoded(message);
        sender.send(bytes, 0, bytes.length);
        sender.advance();
        if (isPresettled()) {
            delivery.settle();
        }
        return delivery;
    }

    final boolean isOpen() {
        return sender.getLocalState() == EndpointState.ACTIVE && sender.getRemoteState() == EndpointState.ACTIVE;
    }

    /** {@return whether the peer wants settled deliveries} */
    final boolean isPresettled() {
        return sender.getRemoteSenderSettleMode() == SenderSettleMode.SETTLED;
    }

    @Override
    public void delivery(Delivery delivery) {
        if (delivery.remotelySettled() || delivery.getRemoteState() != null) {
            delivery.settle();
        }
    }

    static Data data(byte[] body) {
        return new Data(new Binary(body));
    }

    private static byte[] encoded(Message message) {
        byte[] bytes = new byte[FIRST_SIZE];
        while (true) {
            try {
                return Arrays.copyOf(bytes, message.encode(bytes, 0, bytes.length));
            } catch (BufferOverflowException e) {
                bytes = new byte[bytes.length * 4];
            }
        }
    }
}
