package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.fault.Line;
import io.deckhand.testkit.internal.fault.Passage;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.message.Message;

/** A link on which the peer sends: receives whole messages, one at a time, and settles each. */
final class IncomingLink implements LinkEndpoint {
    /** Credit is granted rarely and in large amounts: the Java service client starts another timer at each grant. */
    private static final int CREDIT = 1000;

    /** An upper bound for all messages; the limit of each kind is lower. */
    static final int MAX_MESSAGE = 1024 * 1024;

    /** More than can be in flight when the hub closes a link, given a session's window. */
    private static final int MOST_OF_ONE = 4 * MAX_MESSAGE;

    private final Receiver receiver;
    private final Target target;
    private final Consumer<Passage> acknowledgements;

    /** Receives the messages of a link. */
    @FunctionalInterface
    interface Target {
        /**
         * Receives a message. What the target answers must wait for its acknowledgement: see
         * {@link AmqpConnection#later}.
         *
         * @throws HubException when it refuses the message
         */
        void receive(Message message);

        /**
         * Takes the messages of a batch, or refuses them all.
         *
         * @throws HubException when it refuses the batch
         */
        default void receiveBatch(List<Message> messages) {
            throw new HubException(HubError.ARGUMENT_INVALID, "No batch is taken here: send each message on its own.");
        }
    }

    IncomingLink(Receiver receiver, Target target) {
        this(receiver, target, Passage::pass);
    }

    /** @param acknowledgements sends the hub's disposition of each message */
    IncomingLink(Receiver receiver, Target target, Consumer<Passage> acknowledgements) {
        this.receiver = receiver;
        this.target = target;
        this.acknowledgements = acknowledgements;
    }

    @Override
    public void opened() {
        receiver.flow(CREDIT);
    }

    @Override
    public void delivery(Delivery changed) {
        Delivery delivery = receiver.current();
        while (delivery != null && take(delivery)) {
            delivery = receiver.current();
        }
    }

    /** {@return whether the delivery was complete} */
    private boolean take(Delivery delivery) {
        if (delivery.isAborted()) {
            receiver.advance();
            delivery.settle();
            return true;
        }
        if (delivery.pending() > MAX_MESSAGE) {
            refuseTooLarge(delivery.pending());
            return false;
        }
        if (delivery.isPartial()) {
            return false;
        }
        byte[] bytes = new byte[delivery.pending()];
        receiver.recv(bytes, 0, bytes.length);
        receiver.advance();
        acknowledgements.accept(new Acknowledgement(delivery, outcome(delivery.getMessageFormat(), bytes)));
        if (receiver.getCredit() < CREDIT / 2) {
            receiver.flow(CREDIT);
        }
        return true;
    }

    /**
     * Ends the link. A client that keeps sending ignores the window too and would fill the hub's memory, so its
     * connection is closed.
     */
    private void refuseTooLarge(int size) {
        if (size > MOST_OF_ONE) {
            throw new IllegalStateException("A message continues after its link was closed.");
        }
        receiver.setCondition(AmqpErrors.of(new HubException(
                HubError.MESSAGE_TOO_LARGE, "No message may have more than " + MAX_MESSAGE + " bytes.")));
        receiver.close();
    }

    private DeliveryState outcome(int messageFormat, byte[] bytes) {
        try {
            if (messageFormat == MessageBytes.BATCH) {
                target.receiveBatch(MessageBytes.batch(bytes));
            } else {
                target.receive(MessageBytes.message(bytes));
            }
            return Accepted.getInstance();
        } catch (HubException e) {
            return AmqpErrors.rejected(e);
        } catch (MessageRejected e) {
            return e.state();
        }
    }

    /** The hub's disposition of a message, which ends its delivery. */
    private final class Acknowledgement implements Passage {
        private final Delivery delivery;
        private final DeliveryState outcome;

        private Acknowledgement(Delivery delivery, DeliveryState outcome) {
            this.delivery = delivery;
            this.outcome = outcome;
        }

        @Override
        public void pass() {
            if (receiver.getLocalState() == EndpointState.ACTIVE) {
                delivery.disposition(outcome);
                delivery.settle();
            }
        }

        /** A settled delivery can have no further disposition, so only the second one settles it. */
        @Override
        public void passTwice(Line line) {
            delivery.disposition(outcome);
            line.later(this::pass, Duration.ZERO);
        }
    }
}
