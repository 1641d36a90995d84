package io.deckhand.testkit.internal.amqp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.DescribedType;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.UnsignedShort;
import org.jspecify.annotations.Nullable;

/** Converts AMQP values to JSON, for message bodies that are neither bytes nor text. */
final class ValueText {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ValueText() {}

    /**
     * {@return the value as JSON; bytes within it are Base64}
     *
     * @throws HubException for a described type, which the hub cannot interpret
     */
    static JsonNode json(@Nullable Object value) {
        if (value == null) {
            return JSON.nullNode();
        }
        if (value instanceof List<?> list) {
            return array(list);
        }
        if (value instanceof Map<?, ?> map) {
            return object(map);
        }
        if (value instanceof Boolean truth) {
            return JSON.booleanNode(truth);
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Binary binary) {
            return JSON.textNode(Base64.getEncoder().encodeToString(MessageParts.bytes(binary)));
        }
        if (value instanceof DescribedType) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID, "The body has a described type that the hub cannot read.");
        }
        return value.getClass().isArray() ? elements(value) : JSON.textNode(MessageParts.text(value));
    }

    private static ArrayNode array(List<?> list) {
        ArrayNode array = JSON.arrayNode();
        list.forEach(element -> array.add(json(element)));
        return array;
    }

    private static ArrayNode elements(Object values) {
        ArrayNode array = JSON.arrayNode();
        for (int i = 0; i < Array.getLength(values); i++) {
            array.add(json(Array.get(values, i)));
        }
        return array;
    }

    private static ObjectNode object(Map<?, ?> map) {
        ObjectNode object = JSON.objectNode();
        map.forEach((key, value) -> object.set(MessageParts.text(key), json(value)));
        return object;
    }

    private static JsonNode number(Number number) {
        if (number instanceof Double || number instanceof Float) {
            double real = number.doubleValue();
            return Double.isFinite(real)
                    ? JSON.numberNode(new BigDecimal(number.toString()))
                    : JSON.textNode(number.toString());
        }
        if (number instanceof UnsignedLong large) {
            return JSON.numberNode(new BigInteger(large.toString()));
        }
        boolean whole = number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte
                || number instanceof UnsignedInteger
                || number instanceof UnsignedShort
                || number instanceof UnsignedByte;
        return whole ? JSON.numberNode(number.longValue()) : JSON.textNode(number.toString());
    }
}
