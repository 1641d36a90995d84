package io.deckhand.testkit.internal.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * A page of results with the continuation for the next one.
 *
 * <p>A continuation names the last result of a page, not its count: documents created or deleted between two pages
 * cause neither gaps nor duplicates.
 *
 * @param continuation null on the last page
 */
public record QueryPage(List<ObjectNode> results, @Nullable String continuation) {
    public QueryPage {
        results = List.copyOf(results);
    }

    /**
     * Creates a page of all results.
     *
     * @param subject the query; a continuation is valid for the same query only
     * @param continuation the continuation of the previous page; null for the first
     * @param most the maximum number of results, over all pages
     * @throws HubException (400) for a continuation that is malformed, or of another query
     */
    public static QueryPage of(
            NavigableMap<String, ObjectNode> all, String subject, @Nullable String continuation, int size, int most) {
        Place start = continuation == null ? Place.START : Place.parse(continuation, subject);
        int rest = Math.max(0, most - start.given());
        NavigableMap<String, ObjectNode> following = start.after() == null ? all : all.tailMap(start.after(), false);
        List<String> keys =
                following.keySet().stream().limit(Math.min(size, rest)).toList();
        boolean isLast = keys.size() == Math.min(following.size(), rest);
        String next = isLast ? null : new Place(keys.get(keys.size() - 1), start.given() + keys.size()).text(subject);
        return new QueryPage(keys.stream().map(following::get).toList(), next);
    }

    /** The end of a page. */
    private record Place(@Nullable String after, int given) {
        private static final Place START = new Place(null, 0);

        String text(String subject) {
            String json = Json.text(Json.object()
                    .put("of", subject.hashCode())
                    .put("after", after)
                    .put("given", given));
            return Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        }

        static Place parse(String text, String subject) {
            try {
                ObjectNode json =
                        Json.parseObject(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
                String after = json.path("after").textValue();
                if (after != null && json.path("of").asInt() == subject.hashCode()) {
                    return new Place(after, Math.max(0, json.path("given").asInt()));
                }
            } catch (IllegalArgumentException | HubException e) {
                // Refused below, as that of another query is.
            }
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "The continuation token is not one of this query. Start again without it.");
        }
    }
}
