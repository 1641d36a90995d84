package io.deckhand.testkit.internal.amqp;

import java.util.Optional;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.engine.Delivery;

/** What a receiver made of a message, in the hub's words. */
enum MessageVerdict {
    COMPLETE,
    ABANDON,
    REJECT;

    /** {@return the verdict, or nothing while there is none; who settles without a word does not want the message} */
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
