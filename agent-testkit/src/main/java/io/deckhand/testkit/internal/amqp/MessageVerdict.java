package io.deckhand.testkit.internal.amqp;

import java.util.Optional;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.engine.Delivery;

/** A receiver's disposition of a message, in the hub's terms. */
enum MessageVerdict {
    COMPLETE,
    ABANDON,
    REJECT;

    /** {@return the verdict, or empty while there is none; settling without a disposition rejects the message} */
    static Optional<MessageVerdict> of(Delivery delivery) {
        DeliveryState state = delivery.getRemoteState();
        if (state instanceof Accepted) {
            return Optional.of(COMPLETE);
        }
        if (state instanceof Rejected) {
            return Optional.of(REJECT);
        }
        return state instanceof Released || state instanceof Modified || delivery.remotelySettled()
                ? Optional.of(ABANDON)
                : Optional.empty();
    }
}
