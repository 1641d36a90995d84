package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubTime;
import java.time.Instant;

/** The version of an enrollment. */
public record Revision(String etag, Instant created, Instant updated) {
    /** The revision of an enrollment that is not stored yet. */
    public static final Revision NONE = new Revision("", Instant.EPOCH, Instant.EPOCH);

    /** {@return whether an If-Match with this etag allows a change} */
    boolean matches(String ifMatch) {
        String wanted = ifMatch.replace("\"", "");
        return wanted.equals("*") || wanted.equals(etag);
    }

    void addTo(ObjectNode document) {
        document.put("etag", etag)
                .put("createdDateTimeUtc", HubTime.text(created))
                .put("lastUpdatedDateTimeUtc", HubTime.text(updated));
    }

    static Revision read(JsonNode document) {
        return document.hasNonNull("etag")
                ? new Revision(
                        document.required("etag").asText(),
                        Instant.parse(document.required("createdDateTimeUtc").asText()),
                        Instant.parse(
                                document.required("lastUpdatedDateTimeUtc").asText()))
                : NONE;
    }
}
