package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.c2d.DeviceBoundMessage;
import io.deckhand.testkit.internal.input.InputMessage;
import io.deckhand.testkit.internal.input.ModuleInputs;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;

/** On which a module gets the messages to its inputs. */
final class ModuleInputLink extends OutgoingLink implements InputMessage.Receiver {
    private static final Symbol INPUT_NAME = Symbol.valueOf("x-opt-input-name");

    private final ModuleInputs inputs;
    private final AmqpConnection connection;
    private final String moduleId;

    ModuleInputLink(ModuleInputs inputs, AmqpConnection connection, Sender sender, String moduleId) {
        super(sender);
        this.inputs = inputs;
        this.connection = connection;
        this.moduleId = moduleId;
    }

    @Override
    public void opened() {
        inputs.attach(moduleId, this);
    }

    @Override
    public void closed() {
        inputs.detach(moduleId, this);
    }

    @Override
    public void deliver(InputMessage message) {
        connection.later(() -> send(encodable(message)));
    }

    private static Message encodable(InputMessage input) {
        DeviceBoundMessage content = input.content();
        Message message = Proton.message();
        message.setMessageId(content.messageId());
        message.setCorrelationId(content.correlationId());
        message.setContentType(content.contentType());
        message.setContentEncoding(content.contentEncoding());
        message.setApplicationProperties(new ApplicationProperties(new LinkedHashMap<>(content.properties())));
        message.setMessageAnnotations(new MessageAnnotations(Map.of(INPUT_NAME, input.input())));
        message.setBody(data(content.body()));
        return message;
    }
}
