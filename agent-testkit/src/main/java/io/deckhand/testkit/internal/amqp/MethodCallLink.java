package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.internal.fault.PacketRoute;
import io.deckhand.testkit.internal.methods.DirectMethods;
import io.deckhand.testkit.internal.methods.MethodCall;
import io.deckhand.testkit.internal.methods.MethodReceiver;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;

/** The link over which a device receives direct methods. */
final class MethodCallLink extends OutgoingLink implements MethodReceiver {
    private final DirectMethods methods;
    private final AmqpConnection connection;
    private final PacketRoute packets;

    MethodCallLink(DirectMethods methods, AmqpConnection connection, PacketRoute packets, Sender sender) {
        super(sender);
        this.methods = methods;
        this.connection = connection;
        this.packets = packets;
    }

    @Override
    public void opened() {
        methods.attach(packets.deviceId(), this);
    }

    @Override
    public void closed() {
        methods.detach(packets.deviceId(), this);
    }

    @Override
    public void deliver(MethodCall call) {
        Message message = Proton.message();
        message.setCorrelationId(MessageParts.uuid(call.requestId()));
        message.setApplicationProperties(new ApplicationProperties(Map.of("IoThub-methodname", call.method())));
        message.setBody(data(call.payload().getBytes(StandardCharsets.UTF_8)));
        connection.later(() -> packets.send(HubPacket.METHOD_CALL, () -> send(message)));
    }
}
