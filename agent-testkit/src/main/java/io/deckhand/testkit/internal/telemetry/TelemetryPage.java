package io.deckhand.testkit.internal.telemetry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.internal.Json;
import java.util.List;

/**
 * Part of the telemetry of all devices, in the order of arrival.
 *
 * @param next the position of the next page
 * @param missed the number of messages after the requested position that are no longer stored
 */
public record TelemetryPage(List<TelemetryMessage> messages, long next, long missed) {
    public TelemetryPage {
        messages = List.copyOf(messages);
    }

    /** {@return the page as JSON} */
    public ObjectNode document() {
        ObjectNode page = Json.object();
        ArrayNode list = page.putArray("messages");
        messages.forEach(message -> list.add(TelemetryDocument.of(message)));
        return page.put("next", next).put("missed", missed);
    }
}
