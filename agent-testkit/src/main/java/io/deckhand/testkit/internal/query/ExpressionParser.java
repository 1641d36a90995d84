package io.deckhand.testkit.internal.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deckhand.testkit.internal.query.Expression.Comparator;
import io.deckhand.testkit.internal.query.Expression.Step;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Parses conditions by recursive descent: one method for each level of precedence, from OR down to constants. */
final class ExpressionParser {
    private static final int MAX_DEPTH = 50;
    private static final Map<String, Comparator> COMPARATORS = Map.of(
            "=", Comparator.EQUAL,
            "!=", Comparator.NOT_EQUAL,
            "<>", Comparator.NOT_EQUAL,
            "<", Comparator.LESS,
            "<=", Comparator.LESS_OR_EQUAL,
            ">", Comparator.GREATER,
            ">=", Comparator.GREATER_OR_EQUAL);

    private final TokenReader tokens;
    private final UnaryOperator<Path> relative;
    private final boolean ofRoute;
    private int depth;

    private ExpressionParser(TokenReader tokens, UnaryOperator<Path> relative, boolean ofRoute) {
        this.tokens = tokens;
        this.relative = relative;
        this.ofRoute = ofRoute;
    }

    /**
     * {@return a parser for queries}
     *
     * @param relative removes the optional name of the source from a path
     */
    static ExpressionParser ofQuery(TokenReader tokens, UnaryOperator<Path> relative) {
        return new ExpressionParser(tokens, relative, false);
    }

    /** {@return a parser for conditions of routes, which may use all functions and elements of arrays} */
    static ExpressionParser ofRoute(TokenReader tokens) {
        return new ExpressionParser(tokens, path -> path, true);
    }

    Expression condition() {
        return listOf("OR", () -> listOf("AND", this::negation, Expression.And::new), Expression.Or::new);
    }

    private Expression listOf(
            String keyword, Supplier<Expression> operand, Function<List<Expression>, Expression> together) {
        Expression first = operand.get();
        if (!tokens.peek().isKeyword(keyword)) {
            return first;
        }
        List<Expression> operands = new ArrayList<>(List.of(first));
        while (tokens.takeKeyword(keyword)) {
            operands.add(operand.get());
        }
        return together.apply(operands);
    }

    private Expression negation() {
        if (!tokens.takeKeyword("NOT")) {
            return comparison();
        }
        return new Expression.Not(deeper(this::negation));
    }

    private Expression comparison() {
        Expression left = sum();
        Token operator = tokens.peek();
        if (tokens.takeKeyword("IN")) {
            return new Expression.Membership(left, array(), false);
        }
        if (tokens.takeKeyword("NIN")) {
            return new Expression.Membership(left, array(), true);
        }
        Comparator comparator = operator.kind() == Token.Kind.SYMBOL ? COMPARATORS.get(operator.text()) : null;
        if (comparator == null) {
            return left;
        }
        tokens.take();
        return new Expression.Comparison(comparator, left, sum());
    }

    private List<Expression> array() {
        tokens.expectSymbol("[");
        List<Expression> elements = new ArrayList<>();
        if (tokens.takeSymbol("]")) {
            return elements;
        }
        do {
            elements.add(sum());
        } while (tokens.takeSymbol(","));
        tokens.expectSymbol("]");
        return elements;
    }

    private Expression sum() {
        return steps("+-", () -> steps("*/%", this::factor));
    }

    private Expression steps(String operators, Supplier<Expression> operand) {
        Expression first = operand.get();
        List<Step> steps = new ArrayList<>();
        while (atOneOf(operators)) {
            char operator = tokens.take().text().charAt(0);
            steps.add(new Step(operator, operand.get()));
        }
        return steps.isEmpty() ? first : new Expression.Arithmetic(first, steps);
    }

    private boolean atOneOf(String operators) {
        Token token = tokens.peek();
        return token.kind() == Token.Kind.SYMBOL && token.text().length() == 1 && operators.contains(token.text());
    }

    private Expression factor() {
        if (tokens.takeSymbol("-")) {
            return new Expression.Negative(deeper(this::factor));
        }
        if (tokens.takeSymbol("(")) {
            Expression inner = deeper(this::condition);
            tokens.expectSymbol(")");
            return inner;
        }
        if (tokens.atFunction()) {
            return function();
        }
        return switch (tokens.peek().kind()) {
            case STRING ->
                new Expression.Constant(TextNode.valueOf(tokens.take().text()));
            case NUMBER -> new Expression.Constant(number(tokens.take().text()));
            case WORD -> wordValue();
            case BRACKETED -> property();
            default -> throw tokens.expected("a value, a name or '('");
        };
    }

    private Expression wordValue() {
        return switch (tokens.peek().upperCase()) {
            case "TRUE" -> constant(BooleanNode.TRUE);
            case "FALSE" -> constant(BooleanNode.FALSE);
            case "NULL" -> constant(NullNode.getInstance());
            case "UNDEFINED" -> constant(MissingNode.getInstance());
            case "AND", "OR", "NOT", "IN", "NIN", "GROUP", "WHERE", "FROM", "SELECT" ->
                throw tokens.expected("a value, a name or '('");
            default -> property();
        };
    }

    private Expression constant(JsonNode value) {
        tokens.take();
        return new Expression.Constant(value);
    }

    private Expression property() {
        Expression property = new Expression.Property(relative.apply(tokens.path()));
        while (ofRoute && tokens.takeSymbol("[")) {
            property = new Expression.Element(property, tokens.index());
            tokens.expectSymbol("]");
            while (tokens.takeSymbol(".")) {
                property = new Expression.Member(property, tokens.name());
            }
        }
        return property;
    }

    private Expression function() {
        if (tokens.takeKeyword("IS_DEFINED")) {
            tokens.expectSymbol("(");
            Expression operand = property();
            tokens.expectSymbol(")");
            return new Expression.IsDefined(operand);
        }
        if (!ofRoute) {
            throw tokens.expected("IS_DEFINED, the only function for twins and jobs");
        }
        return call();
    }

    private Expression call() {
        Token name = tokens.peek();
        RouteFunction function = RouteFunction.named(name.upperCase())
                .orElseThrow(
                        () -> tokens.expected("a function, such as ABS, AS_NUMBER, CONTAINS, IS_STRING or LENGTH"));
        tokens.take();
        tokens.expectSymbol("(");
        List<Expression> arguments = new ArrayList<>();
        do {
            arguments.add(deeper(this::sum));
        } while (tokens.takeSymbol(","));
        tokens.expectSymbol(")");
        if (!function.takes(arguments.size())) {
            throw QuerySyntax.error(name.offset(), function + " takes " + function.arity());
        }
        return new Expression.Call(function, arguments);
    }

    /** Each level takes some stack frames; the limit keeps clients from overflowing the stack. */
    private Expression deeper(Supplier<Expression> inner) {
        if (++depth > MAX_DEPTH) {
            throw QuerySyntax.error(tokens.peek().offset(), "the condition nests deeper than " + MAX_DEPTH + " levels");
        }
        Expression expression = inner.get();
        depth--;
        return expression;
    }

    private static JsonNode number(String text) {
        boolean hex = text.startsWith("0x") || text.startsWith("0X");
        return DoubleNode.valueOf(hex ? new BigInteger(text.substring(2), 16).doubleValue() : Double.parseDouble(text));
    }
}
