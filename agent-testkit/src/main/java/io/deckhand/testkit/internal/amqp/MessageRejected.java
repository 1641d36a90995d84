package io.deckhand.testkit.internal.amqp;

import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;

/** A refusal of a message with an error condition of its own, where none of the hub's errors fits. */
final class MessageRejected extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String condition;

    MessageRejected(String condition, String description) {
        super(description);
        this.condition = condition;
    }

    Rejected state() {
        ErrorCondition error = AmqpErrors.condition(condition, String.valueOf(getMessage()));
        Rejected rejected = new Rejected();
        rejected.setError(error);
        return rejected;
    }
}
