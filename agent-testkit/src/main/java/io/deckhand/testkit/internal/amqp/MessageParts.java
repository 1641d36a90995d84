package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.AmqpSequence;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Properties;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/** Reads the optional parts of AMQP messages. */
final class MessageParts {
    private static final int UUID_BYTES = 16;

    private MessageParts() {}

    /**
     * {@return the body's bytes; text is UTF-8, and other values are JSON}
     *
     * @throws HubException for a value that has no form in JSON
     */
    static byte[] body(Message message) {
        Object body = message.getBody();
        Object value = body instanceof AmqpValue amqpValue ? amqpValue.getValue() : body;
        if (value instanceof Data data) {
            value = data.getValue();
        }
        if (value == null) {
            return new byte[0];
        }
        if (value instanceof Binary binary) {
            return bytes(binary);
        }
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return Json.bytes(ValueText.json(value instanceof AmqpSequence sequence ? sequence.getValue() : value));
    }

    /** {@return the properties of the message format, by their names in the hub's routing language} */
    static Map<String, String> systemProperties(Message message) {
        Map<String, String> named = new LinkedHashMap<>();
        Properties properties = message.getProperties();
        if (properties != null) {
            ifPresent(properties.getMessageId(), value -> named.put("messageId", value));
            ifPresent(properties.getCorrelationId(), value -> named.put("correlationId", value));
            ifPresent(properties.getUserId(), value -> named.put("userId", value));
            ifPresent(properties.getTo(), value -> named.put("to", value));
            ifPresent(properties.getContentType(), value -> named.put("contentType", value));
            ifPresent(properties.getContentEncoding(), value -> named.put("contentEncoding", value));
            ifPresent(properties.getAbsoluteExpiryTime(), value -> named.put("absoluteExpiryTime", value));
        }
        return named;
    }

    static Map<String, Object> applicationProperties(Message message) {
        return message.getApplicationProperties() == null
                ? Map.of()
                : byText(message.getApplicationProperties().getValue());
    }

    /** {@return the names of the properties that were sent as null} */
    static List<String> propertiesWithoutValue(Message message) {
        return message.getApplicationProperties() == null
                ? List.of()
                : message.getApplicationProperties().getValue().entrySet().stream()
                        .filter(entry -> entry.getValue() == null)
                        .map(Map.Entry::getKey)
                        .toList();
    }

    static Map<String, Object> annotations(Message message) {
        return message.getMessageAnnotations() == null
                ? Map.of()
                : byText(message.getMessageAnnotations().getValue());
    }

    /** {@return a property as text, the only kind in the hub's core} */
    static String text(Object value) {
        if (value instanceof Binary binary) {
            return new String(bytes(binary), StandardCharsets.UTF_8);
        }
        return value instanceof Date date ? HubTime.text(date.toInstant()) : value.toString();
    }

    /** {@return a message's UUID as the core's id: 32 hex digits} */
    static String id(@Nullable Object correlationId) {
        if (correlationId instanceof Binary binary && binary.getLength() == UUID_BYTES) {
            return HexFormat.of().formatHex(bytes(binary));
        }
        return correlationId == null ? "" : correlationId.toString().replace("-", "");
    }

    /** {@return the UUID of the core's id: 32 hex digits} */
    static UUID uuid(String id) {
        return new UUID(Long.parseUnsignedLong(id.substring(0, 16), 16), Long.parseUnsignedLong(id.substring(16), 16));
    }

    private static Map<String, Object> byText(@Nullable Map<?, ?> map) {
        Map<String, Object> byText = new LinkedHashMap<>();
        if (map != null) {
            map.forEach((key, value) -> {
                if (key != null && value != null) {
                    byText.put(key.toString(), value);
                }
            });
        }
        return byText;
    }

    private static void ifPresent(@Nullable Object value, Consumer<String> action) {
        if (value != null) {
            action.accept(text(value));
        }
    }

    static byte[] bytes(Binary binary) {
        byte[] bytes = new byte[binary.getLength()];
        binary.asByteBuffer().get(bytes);
        return bytes;
    }
}
