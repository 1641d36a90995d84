package io.deckhand.testkit.internal.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.query.Query.Aggregate;
import io.deckhand.testkit.internal.query.Query.Column;
import io.deckhand.testkit.internal.query.Query.Projection;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Runs a query over documents. */
public final class QueryRun {
    private final Query query;

    public QueryRun(Query query) {
        this.query = query;
    }

    /**
     * {@return the results, each with a key, in the order of the keys}
     *
     * @param documents the documents of the query's source, by keys that do not change
     */
    public NavigableMap<String, ObjectNode> over(NavigableMap<String, ObjectNode> documents) {
        NavigableMap<String, ObjectNode> matching = new TreeMap<>(documents);
        Expression where = query.where();
        if (where != null) {
            matching.values().removeIf(document -> !new Evaluation(document).holds(where));
        }
        if (query.aggregates()) {
            return groups(matching);
        }
        if (!query.returnsDocuments()) {
            matching.replaceAll((key, document) -> projected(document));
        }
        return matching;
    }

    private NavigableMap<String, ObjectNode> groups(NavigableMap<String, ObjectNode> documents) {
        NavigableMap<String, List<ObjectNode>> groups = new TreeMap<>();
        if (query.groupBy().isEmpty()) {
            groups.put("", List.copyOf(documents.values()));
        }
        for (ObjectNode document : query.groupBy().isEmpty() ? List.<ObjectNode>of() : documents.values()) {
            groups.computeIfAbsent(groupKey(document), key -> new ArrayList<>()).add(document);
        }
        NavigableMap<String, ObjectNode> results = new TreeMap<>();
        groups.forEach((key, members) -> results.put(key, summary(members)));
        return results;
    }

    /** Undefined and null are different groups. */
    private String groupKey(ObjectNode document) {
        ArrayNode key = Json.object().arrayNode();
        for (Path path : query.groupBy()) {
            JsonNode value = path.in(document);
            key.addArray().addAll(value.isMissingNode() ? List.of() : List.of(value));
        }
        return Json.text(key);
    }

    private ObjectNode projected(ObjectNode document) {
        ObjectNode result = Json.object();
        for (Column column : query.columns()) {
            project(document, (Projection) column, result);
        }
        return result;
    }

    private ObjectNode summary(List<ObjectNode> members) {
        ObjectNode result = Json.object();
        int position = 0;
        for (Column column : query.columns()) {
            position++;
            if (column instanceof Projection projection) {
                project(members.get(0), projection, result);
            } else if (column instanceof Aggregate aggregate) {
                String name = aggregate.alias() == null ? "$" + position : aggregate.alias();
                Aggregation.over(aggregate, members).ifPresent(value -> result.set(name, value));
            }
        }
        return result;
    }

    private static void project(ObjectNode document, Projection projection, ObjectNode result) {
        JsonNode value = projection.path().in(document);
        if (!value.isMissingNode()) {
            String alias = projection.alias();
            result.set(alias == null ? projection.path().nameIn(document) : alias, value);
        }
    }
}
