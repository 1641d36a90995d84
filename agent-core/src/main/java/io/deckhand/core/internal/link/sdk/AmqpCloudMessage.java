package io.deckhand.core.internal.link.sdk;

import io.deckhand.CloudMessage;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Properties;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * A message to a device, or to an input of a module, from AMQP. Accepts any properties: a property without a value gets
 * an empty one.
 *
 * @param input the input, if it is a message to one
 */
record AmqpCloudMessage(Optional<String> input, CloudMessage content) {
    private static final Symbol INPUT_NAME = Symbol.valueOf("x-opt-input-name");

    /** Meant for the hub only: the SDK omits it as well. */
    private static final String WANTED_FEEDBACK = "iothub-ack";

    /** @throws RuntimeException if it is not an AMQP message */
    static AmqpCloudMessage read(byte[] bytes) {
        Message message = Message.Factory.create();
        message.decode(bytes, 0, bytes.length);
        Properties system = message.getProperties() == null ? new Properties() : message.getProperties();
        CloudMessage content = new CloudMessage(
                body(message.getBody()),
                properties(message.getApplicationProperties()),
                text(system.getMessageId()),
                text(system.getCorrelationId()),
                text(system.getContentType()),
                text(system.getContentEncoding()));
        return new AmqpCloudMessage(input(message.getMessageAnnotations()), content);
    }

    private static Optional<String> input(@Nullable MessageAnnotations annotations) {
        return annotations == null
                ? Optional.empty()
                : Optional.ofNullable(text(annotations.getValue().get(INPUT_NAME)));
    }

    private static Map<String, String> properties(@Nullable ApplicationProperties section) {
        Map<String, String> properties = new LinkedHashMap<>();
        if (section != null) {
            section.getValue().forEach((name, value) -> {
                if (!name.equals(WANTED_FEEDBACK)) {
                    properties.put(name, value == null ? "" : value.toString());
                }
            });
        }
        return properties;
    }

    private static byte[] body(@Nullable Section body) {
        if (body instanceof Data data) {
            Binary binary = data.getValue();
            byte[] bytes = new byte[binary.getLength()];
            binary.asByteBuffer().get(bytes);
            return bytes;
        }
        if (body instanceof AmqpValue value && value.getValue() != null) {
            return value.getValue() instanceof Binary binary
                    ? body(new Data(binary))
                    : value.getValue().toString().getBytes(StandardCharsets.UTF_8);
        }
        return new byte[0];
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
