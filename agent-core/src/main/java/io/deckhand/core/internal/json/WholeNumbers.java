package io.deckhand.core.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Binds {@code 5.0} and {@code 5e0} to integers, as they mean integers in JSON: back ends in languages with a single
 * number type write them so. The mapper refuses all numbers with a decimal point, since it would truncate them; this
 * class then checks the refused numbers.
 */
final class WholeNumbers {
    private WholeNumbers() {}

    static @Nullable Object bind(ObjectMapper mapper, JsonNode value, JavaType type) throws JsonProcessingException {
        JsonNode tree = value;
        boolean own = false;
        while (true) {
            try {
                return mapper.treeToValue(tree, type);
            } catch (MismatchedInputException refused) {
                tree = own ? tree : tree.deepCopy();
                own = true;
                JsonNode mended = mended(tree, refused);
                if (mended == null) {
                    throw refused;
                }
                tree = mended;
            }
        }
    }

    /** {@return the tree with an integer in the refused place, or null if it was refused for another reason} */
    private static @Nullable JsonNode mended(JsonNode tree, MismatchedInputException refused) {
        if (!(refused instanceof InvalidFormatException) && !isWhole(refused.getTargetType())) {
            return null;
        }
        List<JsonMappingException.Reference> path = refused.getPath();
        JsonNode parent = null;
        JsonNode at = tree;
        for (JsonMappingException.Reference step : path) {
            parent = at;
            at = step.getFieldName() == null ? at.path(step.getIndex()) : at.path(step.getFieldName());
        }
        BigInteger whole = whole(at);
        if (whole == null) {
            return null;
        }
        JsonNode number = FiniteNumbers.INSTANCE.numberNode(whole);
        if (parent == null) {
            return number;
        }
        JsonMappingException.Reference last = path.get(path.size() - 1);
        if (parent instanceof ObjectNode object) {
            object.set(last.getFieldName(), number);
        } else if (parent instanceof ArrayNode array) {
            array.set(last.getIndex(), number);
        }
        return tree;
    }

    private static boolean isWhole(@Nullable Class<?> type) {
        return type != null
                && (type.isPrimitive() || Number.class.isAssignableFrom(type))
                && type != double.class
                && type != float.class;
    }

    private static @Nullable BigInteger whole(JsonNode node) {
        if (!node.isFloatingPointNumber() || node.doubleValue() != Math.rint(node.doubleValue())) {
            return null;
        }
        return node.decimalValue().toBigInteger();
    }
}
