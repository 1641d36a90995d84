package io.deckhand.testkit.internal.query;

import io.deckhand.testkit.internal.query.Query.Aggregate;
import io.deckhand.testkit.internal.query.Query.Column;
import io.deckhand.testkit.internal.query.Query.Function;
import io.deckhand.testkit.internal.query.Query.Projection;
import io.deckhand.testkit.internal.query.Query.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Parses {@code SELECT … FROM … WHERE … GROUP BY …}. */
final class QueryParser {
    private static final int NO_PREFIX = 0;

    private final TokenReader tokens;

    QueryParser(String text) {
        tokens = new TokenReader(text);
    }

    Query query() {
        tokens.expectKeyword("SELECT");
        OptionalInt top = top();
        List<ColumnAt> columns = columns();
        tokens.expectKeyword("FROM");
        int sourceOffset = tokens.peek().offset();
        Source source = source();
        Expression where = tokens.takeKeyword("WHERE")
                ? ExpressionParser.ofQuery(tokens, path -> relative(path, source))
                        .condition()
                : null;
        List<Path> groupBy = groupBy(source);
        tokens.expectEnd();
        List<ColumnAt> relative =
                columns.stream().map(column -> column.relativeTo(source)).toList();
        QueryRules.check(relative, source, sourceOffset, groupBy);
        return new Query(relative.stream().map(ColumnAt::column).toList(), top, source, where, groupBy);
    }

    Query condition() {
        boolean all = tokens.peek().isSymbol("*");
        if (all) {
            tokens.take();
        }
        Expression where = all
                ? null
                : ExpressionParser.ofQuery(tokens, path -> relative(path, Source.DEVICES))
                        .condition();
        tokens.expectEnd();
        return new Query(List.of(), OptionalInt.empty(), Source.DEVICES, where, List.of());
    }

    /** A column and its position, for later error messages. */
    record ColumnAt(Column column, int offset) {
        ColumnAt relativeTo(Source source) {
            if (column instanceof Projection projection) {
                return new ColumnAt(new Projection(relative(projection.path(), source), projection.alias()), offset);
            }
            if (column instanceof Aggregate aggregate && aggregate.path() != null) {
                Path path = relative(aggregate.path(), source);
                return new ColumnAt(new Aggregate(aggregate.function(), path, aggregate.alias()), offset);
            }
            return this;
        }
    }

    /** {@return the path without the optional name of the source} */
    static Path relative(Path path, Source source) {
        int prefix = switch (source) {
            case DEVICES -> prefixLength(path, "devices");
            case MODULES -> prefixLength(path, "devices", "modules");
            case JOBS -> prefixLength(path, "devices", "jobs");
        };
        return prefix == NO_PREFIX
                ? path
                : new Path(path.segments().subList(prefix, path.segments().size()));
    }

    private static int prefixLength(Path path, String... prefix) {
        List<String> start = path.segments().stream()
                .limit(prefix.length)
                .map(segment -> segment.toLowerCase(Locale.ROOT))
                .toList();
        return path.segments().size() > prefix.length && start.equals(List.of(prefix)) ? prefix.length : NO_PREFIX;
    }

    private OptionalInt top() {
        if (!tokens.takeKeyword("TOP")) {
            return OptionalInt.empty();
        }
        Token number = tokens.peek();
        try {
            int top = Integer.parseInt(number.text());
            if (number.kind() == Token.Kind.NUMBER && top > 0) {
                tokens.take();
                return OptionalInt.of(top);
            }
        } catch (NumberFormatException e) {
            // Refused below, as zero is.
        }
        throw tokens.expected("a whole number above 0 after TOP");
    }

    private List<ColumnAt> columns() {
        if (tokens.takeSymbol("*")) {
            return List.of();
        }
        List<ColumnAt> columns = new ArrayList<>();
        do {
            int offset = tokens.peek().offset();
            columns.add(new ColumnAt(tokens.atFunction() ? aggregate() : projection(), offset));
        } while (tokens.takeSymbol(","));
        return columns;
    }

    private Projection projection() {
        Path path = tokens.path();
        return new Projection(path, alias());
    }

    private Aggregate aggregate() {
        String name = tokens.peek().upperCase();
        Function function = Arrays.stream(Function.values())
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> tokens.expected("COUNT, AVG, SUM, MIN or MAX"));
        tokens.take();
        tokens.expectSymbol("(");
        Path path = function == Function.COUNT ? null : tokens.path();
        tokens.expectSymbol(")");
        return new Aggregate(function, path, alias());
    }

    private @Nullable String alias() {
        return tokens.takeKeyword("AS") ? tokens.name() : null;
    }

    private Source source() {
        Token start = tokens.peek();
        String name = String.join(".", tokens.path().segments()).toLowerCase(Locale.ROOT);
        return switch (name) {
            case "devices" -> Source.DEVICES;
            case "devices.modules" -> Source.MODULES;
            case "devices.jobs" -> Source.JOBS;
            default ->
                throw QuerySyntax.error(
                        start.offset(), "expected devices, devices.modules or devices.jobs, found '" + name + "'");
        };
    }

    private List<Path> groupBy(Source source) {
        if (!tokens.takeKeyword("GROUP")) {
            return List.of();
        }
        tokens.expectKeyword("BY");
        List<Path> paths = new ArrayList<>();
        do {
            paths.add(relative(tokens.path(), source));
        } while (tokens.takeSymbol(","));
        return paths;
    }
}
