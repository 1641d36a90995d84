package io.deckhand.testkit.internal.query;

import io.deckhand.testkit.internal.query.Query.Aggregate;
import io.deckhand.testkit.internal.query.Query.Projection;
import io.deckhand.testkit.internal.query.Query.Source;
import io.deckhand.testkit.internal.query.QueryParser.ColumnAt;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a query with valid syntax for semantic errors. */
final class QueryRules {
    private QueryRules() {}

    static void check(List<ColumnAt> columns, Source source, int sourceOffset, List<Path> groupBy) {
        if (source == Source.JOBS && !(columns.isEmpty() && groupBy.isEmpty())) {
            throw QuerySyntax.error(sourceOffset, "devices.jobs can only be queried with SELECT * and no GROUP BY");
        }
        if (columns.isEmpty() && !groupBy.isEmpty()) {
            throw QuerySyntax.error(sourceOffset, "SELECT * cannot be grouped; name the columns to return");
        }
        checkGrouping(columns, groupBy);
        checkNames(columns);
    }

    private static void checkGrouping(List<ColumnAt> columns, List<Path> groupBy) {
        boolean aggregates =
                !groupBy.isEmpty() || columns.stream().anyMatch(column -> column.column() instanceof Aggregate);
        for (ColumnAt at : columns) {
            if (aggregates && at.column() instanceof Projection projection && !groupBy.contains(projection.path())) {
                throw QuerySyntax.error(
                        at.offset(),
                        "'" + String.join(".", projection.path().segments())
                                + "' must be in GROUP BY, or inside AVG, SUM, MIN or MAX");
            }
        }
    }

    private static void checkNames(List<ColumnAt> columns) {
        Set<String> names = new HashSet<>();
        for (ColumnAt at : columns) {
            String name = name(at);
            if (name != null && !names.add(name)) {
                throw QuerySyntax.error(at.offset(), "two columns would have the name '" + name + "'; use AS");
            }
        }
    }

    private static @Nullable String name(ColumnAt at) {
        if (at.column() instanceof Projection projection && projection.alias() == null) {
            List<String> segments = projection.path().segments();
            return segments.get(segments.size() - 1);
        }
        return at.column().alias();
    }
}
