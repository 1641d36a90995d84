package io.deckhand.testkit.internal.query;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A parsed query.
 *
 * @param columns the values to return of each document; empty for {@code *}, the document itself
 * @param top the maximum number of results
 * @param where the condition for documents; null for none
 * @param groupBy the values by which to group; empty for no groups
 */
public record Query(
        List<Column> columns,
        OptionalInt top,
        Source source,
        @Nullable Expression where,
        List<Path> groupBy) {
    /** The maximum length of a query's text. */
    public static final int MAX_LENGTH = 8192;

    public Query {
        columns = List.copyOf(columns);
        groupBy = List.copyOf(groupBy);
    }

    /** The sources of documents. */
    public enum Source {
        DEVICES,
        MODULES,
        JOBS
    }

    /** A column of a result. */
    sealed interface Column {
        /** {@return its name in the result, or null for the value's own name} */
        @Nullable
        String alias();
    }

    record Projection(Path path, @Nullable String alias) implements Column {}

    /**
     * An aggregation over many documents.
     *
     * @param path null for COUNT
     */
    record Aggregate(
            Function function,
            @Nullable Path path,
            @Nullable String alias) implements Column {}

    enum Function {
        COUNT,
        AVG,
        SUM,
        MIN,
        MAX
    }

    /**
     * Parses a query.
     *
     * @throws io.deckhand.testkit.internal.HubException (400) with the position of the error
     */
    public static Query parse(String text) {
        return new QueryParser(text).query();
    }

    /** {@return a query for the devices that match the condition of a job or configuration; {@code *} for all} */
    public static Query ofDevices(String condition) {
        return new QueryParser(condition).condition();
    }

    /** {@return whether results are whole documents} */
    public boolean returnsDocuments() {
        return columns.isEmpty();
    }

    boolean aggregates() {
        return !groupBy.isEmpty() || columns.stream().anyMatch(Aggregate.class::isInstance);
    }
}
