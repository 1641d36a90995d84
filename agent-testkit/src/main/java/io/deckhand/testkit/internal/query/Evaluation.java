package io.deckhand.testkit.internal.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.query.Expression.Comparator;
import java.util.List;

/**
 * Evaluates an expression for one document.
 *
 * <p>A missing value is undefined, and so are expressions with it; a condition holds only if it is true. Values of
 * different types are unequal and have no order; objects and arrays cannot be compared.
 */
record Evaluation(ObjectNode document) {
    private static final JsonNode UNDEFINED = MissingNode.getInstance();

    boolean holds(Expression condition) {
        JsonNode value = value(condition);
        return value.isBoolean() && value.booleanValue();
    }

    private JsonNode value(Expression expression) {
        if (expression instanceof Expression.Constant constant) {
            return constant.value();
        }
        if (expression instanceof Expression.Property property) {
            return property.path().in(document);
        }
        if (expression instanceof Expression.IsDefined defined) {
            return BooleanNode.valueOf(!value(defined.operand()).isMissingNode());
        }
        if (expression instanceof Expression.Element element) {
            return value(element.array()).path(element.index());
        }
        if (expression instanceof Expression.Member member) {
            return value(member.object()).path(member.name());
        }
        if (expression instanceof Expression.Call call) {
            return call.function().of(call.arguments().stream().map(this::value).toList());
        }
        if (expression instanceof Expression.Not not) {
            JsonNode operand = value(not.operand());
            return operand.isBoolean() ? BooleanNode.valueOf(!operand.booleanValue()) : UNDEFINED;
        }
        if (expression instanceof Expression.And and) {
            return all(and.operands(), true);
        }
        if (expression instanceof Expression.Or or) {
            return all(or.operands(), false);
        }
        if (expression instanceof Expression.Comparison comparison) {
            return compare(comparison.comparator(), value(comparison.left()), value(comparison.right()));
        }
        if (expression instanceof Expression.Membership membership) {
            return membership(membership);
        }
        if (expression instanceof Expression.Negative negative) {
            JsonNode operand = value(negative.operand());
            return operand.isNumber() ? DoubleNode.valueOf(-operand.doubleValue()) : UNDEFINED;
        }
        return arithmetic((Expression.Arithmetic) expression);
    }

    /**
     * {@return the given value if all operands are equal to it, its opposite if any operand is that, otherwise undefined}
     */
    private JsonNode all(List<Expression> operands, boolean wanted) {
        boolean anyUnknown = false;
        for (Expression operand : operands) {
            JsonNode value = value(operand);
            if (!value.isBoolean()) {
                anyUnknown = true;
            } else if (value.booleanValue() != wanted) {
                return value;
            }
        }
        return anyUnknown ? UNDEFINED : BooleanNode.valueOf(wanted);
    }

    private JsonNode membership(Expression.Membership membership) {
        JsonNode operand = value(membership.operand());
        if (!isPrimitive(operand)) {
            return UNDEFINED;
        }
        boolean found = membership.elements().stream().anyMatch(element -> isEqual(operand, value(element)));
        return BooleanNode.valueOf(found != membership.negated());
    }

    private static JsonNode compare(Comparator comparator, JsonNode left, JsonNode right) {
        if (!isPrimitive(left) || !isPrimitive(right)) {
            return UNDEFINED;
        }
        if (comparator == Comparator.EQUAL || comparator == Comparator.NOT_EQUAL) {
            return BooleanNode.valueOf((comparator == Comparator.EQUAL) == isEqual(left, right));
        }
        if (left.isNumber() && right.isNumber()) {
            return inOrder(comparator, Double.compare(left.doubleValue(), right.doubleValue()));
        }
        if (left.isTextual() && right.isTextual()) {
            return inOrder(comparator, left.textValue().compareTo(right.textValue()));
        }
        return UNDEFINED;
    }

    private static JsonNode inOrder(Comparator comparator, int order) {
        return BooleanNode.valueOf(
                switch (comparator) {
                    case LESS -> order < 0;
                    case LESS_OR_EQUAL -> order <= 0;
                    case GREATER -> order > 0;
                    case GREATER_OR_EQUAL -> order >= 0;
                    case EQUAL -> order == 0;
                    case NOT_EQUAL -> order != 0;
                });
    }

    private static boolean isEqual(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return left.doubleValue() == right.doubleValue();
        }
        return isPrimitive(right) && left.equals(right);
    }

    private static boolean isPrimitive(JsonNode value) {
        return value.isValueNode() && !value.isMissingNode();
    }

    private JsonNode arithmetic(Expression.Arithmetic arithmetic) {
        JsonNode first = value(arithmetic.first());
        double result = first.isNumber() ? first.doubleValue() : Double.NaN;
        for (Expression.Step step : arithmetic.steps()) {
            JsonNode operand = value(step.operand());
            result = applied(step.operator(), result, operand.isNumber() ? operand.doubleValue() : Double.NaN);
        }
        return Double.isFinite(result) ? DoubleNode.valueOf(result) : UNDEFINED;
    }

    private static double applied(char operator, double left, double right) {
        return switch (operator) {
            case '+' -> left + right;
            case '-' -> left - right;
            case '*' -> left * right;
            case '/' -> left / right;
            default -> left % right;
        };
    }
}
