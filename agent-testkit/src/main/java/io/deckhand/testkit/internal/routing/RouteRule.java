package io.deckhand.testkit.internal.routing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.RouteSource;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.query.Condition;
import java.util.regex.Pattern;

/** A route to the built-in endpoint: messages of a source that meet a condition. */
public record RouteRule(String name, RouteSource source, Condition condition, boolean enabled) {
    /** The condition that holds for all messages. */
    public static final String ALWAYS = "true";

    /** The name of the built-in endpoint, the only one. */
    public static final String ENDPOINT = "events";

    private static final Pattern NAME = Pattern.compile("[-_.a-zA-Z0-9]{1,64}");

    /**
     * Checks the name.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is invalid
     */
    public RouteRule {
        if (!NAME.matcher(name).matches()) {
            throw invalid("'" + name + "' is not a name for a route: 1 to 64 of A-Z a-z 0-9 - _ and a dot.");
        }
    }

    /**
     * {@return a route}
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for an invalid name or condition
     */
    public static RouteRule of(String name, RouteSource source, String condition, boolean enabled) {
        return new RouteRule(name, source, Condition.parse(condition.isBlank() ? ALWAYS : condition), enabled);
    }

    /**
     * Reads the document that {@link #toDocument} writes.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not valid
     */
    public static RouteRule read(ObjectNode document) {
        String endpoint = document.path("endpoint").asText(ENDPOINT);
        if (!endpoint.equals(ENDPOINT)) {
            throw invalid("No endpoint '" + endpoint + "'. The local hub routes to '" + ENDPOINT + "' only.");
        }
        return of(
                document.path("name").asText(""),
                source(document.path("source").asText("")),
                document.path("condition").asText(ALWAYS),
                document.path("enabled").asBoolean(true));
    }

    public ObjectNode toDocument() {
        return Json.object()
                .put("name", name)
                .put("source", source.wireName())
                .put("condition", condition.text())
                .put("enabled", enabled);
    }

    RouteRule withEnabled(boolean value) {
        return new RouteRule(name, source, condition, value);
    }

    private static RouteSource source(String name) {
        try {
            return RouteSource.of(name);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why);
    }
}
