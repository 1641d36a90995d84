package io.deckhand.testkit.internal.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A property that the hub adds to each message on its way to the built-in endpoint.
 *
 * @param value a text, {@code $iothubname}, or the path of a tag or property in the sender's twin
 */
public record Enrichment(String key, String value) {
    private static final Pattern KEY = Pattern.compile("[-_.a-zA-Z0-9]+");
    private static final String HUB_NAME = "$iothubname";
    private static final String TWIN = "$twin.";
    private static final List<String> OF_TWIN =
            List.of("$twin.tags.", "$twin.properties.desired.", "$twin.properties.reported.");

    /**
     * Checks key and value.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when one is invalid
     */
    public Enrichment {
        if (!KEY.matcher(key).matches()) {
            throw invalid("'" + key + "' is not a key for an enrichment: only A-Z a-z 0-9 - _ and dots.");
        }
        String lower = value.toLowerCase(Locale.ROOT);
        if (value.isEmpty() || (lower.startsWith("$") && !lower.equals(HUB_NAME) && !isOfTwin(lower))) {
            throw invalid("'" + value + "' is not a value for an enrichment: a text, " + HUB_NAME + ", $twin.tags.x, "
                    + "$twin.properties.desired.x or $twin.properties.reported.x.");
        }
    }

    boolean needsTwin() {
        return isOfTwin(value.toLowerCase(Locale.ROOT));
    }

    /**
     * {@return the value for a message; the path itself if there is nothing in the twin, as at the real hub}
     *
     * @param twin the sender's twin, or null if it has none
     */
    String resolve(String hubName, @Nullable ObjectNode twin) {
        if (value.equalsIgnoreCase(HUB_NAME)) {
            return hubName;
        }
        if (!needsTwin() || twin == null) {
            return value;
        }
        JsonNode node = twin;
        for (String name : value.substring(TWIN.length()).split("\\.", -1)) {
            node = node.path(name);
        }
        if (node.isMissingNode() || node.isNull()) {
            return value;
        }
        return node.isValueNode() ? node.asText() : Json.text(node);
    }

    private static boolean isOfTwin(String lower) {
        return OF_TWIN.stream().anyMatch(path -> lower.startsWith(path) && lower.length() > path.length());
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why);
    }
}
