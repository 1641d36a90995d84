package io.deckhand.testkit.internal.amqp;

import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;

/** The refusal of a message in words of its own, where those of the hub's errors do not fit. */
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
