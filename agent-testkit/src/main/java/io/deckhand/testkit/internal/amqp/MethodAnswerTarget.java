package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.HubCore;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.methods.DirectMethods;
import org.apache.qpid.proton.message.Message;

/** Where a device sends its answers to direct methods. */
final class MethodAnswerTarget implements IncomingLink.Target {
    private static final String STATUS = "IoThub-status";

    private final HubCore core;
    private final String deviceId;

    MethodAnswerTarget(HubCore core, String deviceId) {
        this.core = core;
        this.deviceId = deviceId;
    }

    @Override
    public void receive(Message message) {
        byte[] body = MessageParts.body(message);
        if (body.length > DirectMethods.MAX_PAYLOAD_SIZE) {
            throw new HubException(
                    HubError.MESSAGE_TOO_LARGE,
                    "The answer has " + body.length + " bytes; at most " + DirectMethods.MAX_PAYLOAD_SIZE
                            + " are allowed.");
        }
        if (!(MessageParts.applicationProperties(message).get(STATUS) instanceof Number status)) {
            throw new HubException(HubError.ARGUMENT_INVALID, "The answer has no number '" + STATUS + "'.");
        }
        core.methods().answer(deviceId, MessageParts.id(message.getCorrelationId()), status.intValue(), body);
    }
}
