package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.fault.Line;
import io.deckhand.testkit.internal.fault.Passage;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;

/**
 * A link on which the hub sends messages under a lock: as many as the receiver granted credit for. The receiver settles
 * each.
 */
abstract class LockingLink extends OutgoingLink {
    private final AmqpConnection connection;
    private final CreditCount credit = new CreditCount();

    LockingLink(AmqpConnection connection, Sender sender) {
        super(sender);
        this.connection = connection;
    }

    /** The receiver has granted credit. */
    abstract void resume();

    /**
     * Handles the receiver's disposition of a message.
     *
     * @throws HubException when its lock was lost
     */
    abstract void settle(MessageVerdict verdict, String lock);

    /** Sends a message, subject to faults. */
    void send(Passage message) {
        message.pass();
    }

    /** Schedules a message if there is credit; may be called by any thread. {@return whether there was credit} */
    final boolean handOut(String lock, Supplier<Message> message) {
        if (!credit.take()) {
            return false;
        }
        connection.later(() -> {
            send(new HandedOut(lock, message));
            credit.used(sender().getCredit());
        });
        return true;
    }

    @Override
    public final void flow() {
        credit.set(sender().getCredit());
        resume();
        if (sender().getDrain()) {
            // After the messages sent before.
            connection.later(sender()::drained);
        }
    }

    @Override
    public final void delivery(Delivery delivery) {
        if (delivery.getContext() instanceof String lock) {
            MessageVerdict.of(delivery).ifPresent(verdict -> settle(delivery, verdict, lock));
        }
    }

    /** A receiver that settles second is notified when its lock has expired. */
    private void settle(Delivery delivery, MessageVerdict verdict, String lock) {
        delivery.setContext(null);
        try {
            settle(verdict, lock);
            delivery.disposition(delivery.getRemoteState());
        } catch (HubException e) {
            delivery.disposition(AmqpErrors.rejected(e));
        }
        delivery.settle();
    }

    /** A message with its lock token, which is also the delivery tag. */
    private final class HandedOut implements Passage {
        private final String lock;
        private final Supplier<Message> message;

        private HandedOut(String lock, Supplier<Message> message) {
            this.lock = lock;
            this.message = message;
        }

        @Override
        public void pass() {
            send(MessageParts.uuid(lock));
        }

        /** Delivery tags must be unique. */
        @Override
        public void passTwice(Line line) {
            pass();
            UUID uuid = MessageParts.uuid(lock);
            send(new UUID(~uuid.getMostSignificantBits(), ~uuid.getLeastSignificantBits()));
        }

        private void send(UUID tag) {
            if (!isOpen()) {
                return;
            }
            Delivery delivery = LockingLink.this.send(
                    message.get(),
                    ByteBuffer.allocate(2 * Long.BYTES)
                            .putLong(tag.getMostSignificantBits())
                            .putLong(tag.getLeastSignificantBits())
                            .array());
            delivery.setContext(lock);
            if (isPresettled()) {
                settle(delivery, MessageVerdict.COMPLETE, lock);
            }
        }
    }
}
