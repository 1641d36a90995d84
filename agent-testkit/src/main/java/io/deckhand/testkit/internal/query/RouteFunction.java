package io.deckhand.testkit.internal.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The functions that conditions of routes have beside {@code IS_DEFINED}, as the documentation of the query language
 * lists them. An argument of another type makes the result undefined.
 */
enum RouteFunction {
    ABS(numeric(Math::abs)),
    EXP(numeric(Math::exp)),
    SQUARE(numeric(x -> x * x)),
    CEILING(numeric(Math::ceil)),
    FLOOR(numeric(Math::floor)),
    SIGN(numeric(Math::signum)),
    SQRT(numeric(Math::sqrt)),
    POWER(2, 2, RouteFunction::power),

    AS_NUMBER(1, 1, arguments -> asNumber(arguments.get(0))),
    IS_ARRAY(is(JsonNode::isArray)),
    IS_BOOL(is(JsonNode::isBoolean)),
    IS_NULL(is(JsonNode::isNull)),
    IS_NUMBER(is(JsonNode::isNumber)),
    IS_OBJECT(is(JsonNode::isObject)),
    IS_PRIMITIVE(is(value -> value.isValueNode() && !value.isMissingNode())),
    IS_STRING(is(JsonNode::isTextual)),

    CONCAT(2, Integer.MAX_VALUE, RouteFunction::concat),
    LENGTH(1, 1, text(value -> DoubleNode.valueOf(value.length()))),
    LOWER(1, 1, text(value -> TextNode.valueOf(value.toLowerCase(Locale.ROOT)))),
    UPPER(1, 1, text(value -> TextNode.valueOf(value.toUpperCase(Locale.ROOT)))),
    SUBSTRING(2, 3, RouteFunction::substring),
    INDEX_OF(texts((text, fragment) -> DoubleNode.valueOf(text.indexOf(fragment)))),
    STARTS_WITH(texts((text, fragment) -> BooleanNode.valueOf(text.startsWith(fragment)))),
    ENDS_WITH(texts((text, fragment) -> BooleanNode.valueOf(text.endsWith(fragment)))),
    CONTAINS(texts((text, fragment) -> BooleanNode.valueOf(text.contains(fragment))));

    private static final JsonNode UNDEFINED = MissingNode.getInstance();

    private final int fewest;
    private final int most;

    @SuppressWarnings("ImmutableEnumChecker") // the functions are stateless
    private final Function<List<JsonNode>, JsonNode> result;

    RouteFunction(int fewest, int most, Function<List<JsonNode>, JsonNode> result) {
        this.fewest = fewest;
        this.most = most;
        this.result = result;
    }

    RouteFunction(Unary unary) {
        this(1, 1, arguments -> unary.of(arguments.get(0)));
    }

    RouteFunction(Binary binary) {
        this(2, 2, arguments -> binary.of(arguments.get(0), arguments.get(1)));
    }

    static Optional<RouteFunction> named(String upperCase) {
        return Arrays.stream(values())
                .filter(function -> function.name().equals(upperCase))
                .findFirst();
    }

    boolean takes(int arguments) {
        return arguments >= fewest && arguments <= most;
    }

    /** {@return how many arguments it takes, in words} */
    String arity() {
        if (fewest == most) {
            return fewest == 1 ? "1 argument" : fewest + " arguments";
        }
        return most == Integer.MAX_VALUE ? fewest + " arguments or more" : fewest + " or " + most + " arguments";
    }

    JsonNode of(List<JsonNode> arguments) {
        return result.apply(arguments);
    }

    private interface Unary {
        JsonNode of(JsonNode argument);
    }

    private interface Binary {
        JsonNode of(JsonNode first, JsonNode second);
    }

    private static Unary numeric(DoubleUnaryOperator operator) {
        return argument -> argument.isNumber()
                ? number(operator.applyAsDouble(argument.doubleValue()))
                : MissingNode.getInstance();
    }

    private static Unary is(Predicate<JsonNode> type) {
        return argument -> BooleanNode.valueOf(type.test(argument));
    }

    private static Function<List<JsonNode>, JsonNode> text(Function<String, JsonNode> function) {
        return arguments ->
                arguments.get(0).isTextual() ? function.apply(arguments.get(0).textValue()) : UNDEFINED;
    }

    private static Binary texts(BiFunction<String, String, JsonNode> function) {
        return (first, second) -> first.isTextual() && second.isTextual()
                ? function.apply(first.textValue(), second.textValue())
                : UNDEFINED;
    }

    private static JsonNode number(double value) {
        return Double.isFinite(value) ? DoubleNode.valueOf(value) : UNDEFINED;
    }

    private static JsonNode power(List<JsonNode> arguments) {
        JsonNode base = arguments.get(0);
        JsonNode exponent = arguments.get(1);
        return base.isNumber() && exponent.isNumber()
                ? number(Math.pow(base.doubleValue(), exponent.doubleValue()))
                : UNDEFINED;
    }

    private static JsonNode asNumber(JsonNode value) {
        if (value.isNumber()) {
            return value;
        }
        try {
            return value.isTextual() ? number(Double.parseDouble(value.textValue())) : UNDEFINED;
        } catch (NumberFormatException e) {
            return UNDEFINED;
        }
    }

    private static JsonNode concat(List<JsonNode> arguments) {
        StringBuilder all = new StringBuilder();
        for (JsonNode argument : arguments) {
            if (!argument.isTextual()) {
                return UNDEFINED;
            }
            all.append(argument.textValue());
        }
        return TextNode.valueOf(all.toString());
    }

    private static JsonNode substring(List<JsonNode> arguments) {
        JsonNode text = arguments.get(0);
        if (!text.isTextual() || !arguments.stream().skip(1).allMatch(JsonNode::isNumber)) {
            return UNDEFINED;
        }
        int end = text.textValue().length();
        int start = (int) Math.max(0, Math.min(end, arguments.get(1).longValue()));
        long length = arguments.size() > 2 ? Math.max(0, arguments.get(2).longValue()) : end;
        return TextNode.valueOf(text.textValue().substring(start, (int) Math.min(end, start + length)));
    }
}
