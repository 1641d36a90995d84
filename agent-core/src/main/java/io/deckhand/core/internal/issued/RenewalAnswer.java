package io.deckhand.core.internal.issued;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.core.internal.json.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An answer of the hub to a request for a certificate. */
sealed interface RenewalAnswer {
    /** The hub will answer again, until {@code expires} at the latest. */
    record Accepted(Optional<Instant> expires) implements RenewalAnswer {}

    /** The chain in base64, the device's certificate first. */
    record Certificates(List<String> chain) implements RenewalAnswer {}

    /**
     * The hub refused.
     *
     * @param code such as 400040; the HTTP status if there is none
     * @param text the hub's own words
     * @param pendingId the id of the request that is in the way, empty if none is named
     */
    record Refused(int code, String text, String pendingId) implements RenewalAnswer {
        private static final int ANOTHER_IS_PENDING = 409_004;
        private static final int ANOTHER_IS_ACTIVE = 409_005;
        private static final int PRECONDITION = 412_001;
        private static final int THROTTLED = 429;
        private static final int SERVER = 500;

        boolean isAnotherPending() {
            return code == ANOTHER_IS_PENDING;
        }

        /** {@return whether the same request may be granted later: the hub is busy, or not well} */
        boolean isTemporary() {
            int status = status();
            return status == THROTTLED || status >= SERVER;
        }

        /** {@return whether another request may be granted soon} */
        boolean isConflict() {
            return isAnotherPending() || code == ANOTHER_IS_ACTIVE || code == PRECONDITION;
        }

        private int status() {
            return code >= 1000 ? code / 1000 : code;
        }
    }

    static RenewalAnswer read(Json json, int status, byte[] body) {
        ObjectNode read = json.object();
        try {
            read = json.readObject(body);
        } catch (IOException e) {
            // An answer without a body still has its status.
        }
        return switch (status) {
            case 202 -> new Accepted(time(read.path("operationExpires")));
            case 200 -> new Certificates(texts(read.path("certificates")));
            default ->
                new Refused(
                        read.path("errorCode").asInt(status),
                        read.path("message").asText("no message"),
                        read.path("info").path("requestId").asText(""));
        };
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static Optional<Instant> time(JsonNode text) {
        try {
            return Optional.of(Instant.parse(text.asText()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
