package io.deckhand.testkit.internal.query;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.query.Query.Aggregate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** Aggregates numbers of many documents; other values are ignored. */
final class Aggregation {
    private static final double MAX_EXACT = 1L << 53;

    private Aggregation() {}

    /** {@return the number, or empty if there is none, as for the average of no values} */
    static Optional<JsonNode> over(Aggregate aggregate, List<ObjectNode> documents) {
        OptionalDouble result = switch (aggregate.function()) {
            case COUNT -> OptionalDouble.of(documents.size());
            case SUM -> OptionalDouble.of(numbers(aggregate, documents).sum());
            case AVG -> numbers(aggregate, documents).average();
            case MIN -> numbers(aggregate, documents).min();
            case MAX -> numbers(aggregate, documents).max();
        };
        return result.stream()
                .filter(Double::isFinite)
                .mapToObj(Aggregation::node)
                .findFirst();
    }

    private static DoubleStream numbers(Aggregate aggregate, List<ObjectNode> documents) {
        Path path = requireNonNull(aggregate.path());
        return documents.stream().map(path::in).filter(JsonNode::isNumber).mapToDouble(JsonNode::doubleValue);
    }

    private static JsonNode node(double value) {
        if (value != Math.rint(value) || Math.abs(value) > MAX_EXACT) {
            return DoubleNode.valueOf(value);
        }
        return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf((long) value);
    }
}
