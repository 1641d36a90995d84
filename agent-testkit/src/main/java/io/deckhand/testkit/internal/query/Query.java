package io.deckhand.testkit.internal.query;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A query, read.
 *
 * @param columns what to return of each document; empty for {@code *}, the document itself
 * @param top how many results at most
 * @param where what a document must fulfil; null for nothing
 * @param groupBy what groups documents; empty for no groups
 */
public record Query(
        List<Column> columns,
        OptionalInt top,
        Source source,
        @Nullable Expression where,
        List<Path> groupBy) {
    /** How long the text of a query may be. */
    public static final int MAX_LENGTH = 8192;

    public Query {
        columns = List.copyOf(columns);
        groupBy = List.copyOf(groupBy);
    }

    /** Where documents come from. */
    public enum Source {
        DEVICES,
        MODULES,
        JOBS
    }

    /** Something a query returns. */
    sealed interface Column {
        /** {@return its name in the result, or null for the one its value has} */
        @Nullable
        String alias();
    }

    record Projection(Path path, @Nullable String alias) implements Column {}

    /**
     * A number over many documents.
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
     * Reads a query.
     *
     * @throws io.deckhand.testkit.internal.HubException (400) that says where it is wrong
     */
    public static Query parse(String text) {
        return new QueryParser(text).query();
    }

    /** {@return a query for the devices that fulfil a condition, as jobs and configurations name them; {@code *} for all} */
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
