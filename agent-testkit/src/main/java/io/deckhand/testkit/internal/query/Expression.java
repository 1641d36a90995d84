package io.deckhand.testkit.internal.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A condition or a value in a WHERE clause. Repetitions at one level are lists, so that long queries do not nest
 * deeper.
 */
sealed interface Expression {

    /** A constant; a missing node is {@code undefined}. */
    record Constant(JsonNode value) implements Expression {}

    record Property(Path path) implements Expression {}

    /** An element of an array, counted from 0. */
    record Element(Expression array, int index) implements Expression {}

    /** A value by name in an object that is not addressed by a path alone. */
    record Member(Expression object, String name) implements Expression {}

    record IsDefined(Expression operand) implements Expression {}

    record Call(RouteFunction function, List<Expression> arguments) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    record Not(Expression operand) implements Expression {}

    record Negative(Expression operand) implements Expression {}

    record And(List<Expression> operands) implements Expression {
        public And {
            operands = List.copyOf(operands);
        }
    }

    record Or(List<Expression> operands) implements Expression {
        public Or {
            operands = List.copyOf(operands);
        }
    }

    record Comparison(Comparator comparator, Expression left, Expression right) implements Expression {}

    /** {@code IN} or, where it is negated, {@code NIN}. */
    record Membership(Expression operand, List<Expression> elements, boolean negated) implements Expression {
        public Membership {
            elements = List.copyOf(elements);
        }
    }

    /** {@code first ± a ± b} or {@code first * a / b}, from left to right. */
    record Arithmetic(Expression first, List<Step> steps) implements Expression {
        public Arithmetic {
            steps = List.copyOf(steps);
        }
    }

    record Step(char operator, Expression operand) {}

    enum Comparator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }
}
