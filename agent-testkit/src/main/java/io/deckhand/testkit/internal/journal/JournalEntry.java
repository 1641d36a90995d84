package io.deckhand.testkit.internal.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event in the journal.
 *
 * @param number its position in the journal: 0, 1, 2 ... without gaps
 * @param protocol such as {@code MQTT}, {@code AMQP over WebSocket} or {@code HTTPS}
 * @param client the device, module or policy that the client named, or null if it named none
 * @param detail the reason of a refusal or disconnection, otherwise the client's address
 */
public record JournalEntry(
        long number,
        Instant time,
        Kind kind,
        String protocol,
        @Nullable String client,
        String detail) {

    /** The kinds of events. */
    public enum Kind {
        CONNECTED,
        DISCONNECTED,
        REFUSED
    }

    /** {@return the entry as JSON} */
    public ObjectNode document() {
        return Json.object()
                .put("number", number)
                .put("time", time.toString())
                .put("kind", kind.name().toLowerCase(Locale.ROOT))
                .put("protocol", protocol)
                .put("client", client)
                .put("detail", detail);
    }
}
