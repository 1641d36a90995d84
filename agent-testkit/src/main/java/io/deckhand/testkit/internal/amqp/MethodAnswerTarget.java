package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.fault.PacketRoute;
import io.deckhand.testkit.internal.methods.DirectMethods;
import org.apache.qpid.proton.message.Message;

/** Receives a device's answers to direct methods. */
final class MethodAnswerTarget implements IncomingLink.Target {
    private static final String STATUS = "IoThub-status";

    private final DirectMethods methods;
    private final PacketRoute packets;

    MethodAnswerTarget(DirectMethods methods, PacketRoute packets) {
        this.methods = methods;
        this.packets = packets;
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
        String requestId = MessageParts.id(message.getCorrelationId());
        packets.send(
                HubPacket.METHOD_ANSWER, () -> methods.answer(packets.deviceId(), requestId, status.intValue(), body));
    }
}
