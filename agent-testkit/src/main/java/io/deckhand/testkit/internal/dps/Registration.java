package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import java.time.Instant;

/**
 * Somebody who has registered, and the device they are.
 *
 * @param enrollment the id of the enrollment under which they did
 * @param hub the host name of the hub they were assigned to
 */
record Registration(
        String registrationId,
        String deviceId,
        String enrollment,
        String hub,
        Substatus substatus,
        Instant created,
        Instant updated,
        String etag) {

    /** What the last registration came to. */
    enum Substatus {
        INITIAL_ASSIGNMENT("initialAssignment"),
        DATA_MIGRATED("deviceDataMigrated"),
        DATA_RESET("deviceDataReset");

        private final String wireName;

        Substatus(String wireName) {
            this.wireName = wireName;
        }
    }

    ObjectNode toDocument() {
        return Json.object()
                .put("registrationId", registrationId)
                .put("deviceId", deviceId)
                .put("enrollment", enrollment)
                .put("hub", hub)
                .put("substatus", substatus.name())
                .put("created", created.toString())
                .put("updated", updated.toString())
                .put("etag", etag);
    }

    /** @param ownHub the hub of those who registered when there was only one */
    static Registration fromDocument(ObjectNode document, String ownHub) {
        return new Registration(
                document.required("registrationId").textValue(),
                document.required("deviceId").textValue(),
                document.required("enrollment").textValue(),
                document.path("hub").asText(ownHub),
                Substatus.valueOf(document.path("substatus").asText(Substatus.INITIAL_ASSIGNMENT.name())),
                Instant.parse(document.required("created").textValue()),
                Instant.parse(document.required("updated").textValue()),
                document.required("etag").textValue());
    }

    /** {@return the state of the registration, as the device and back ends read it} */
    ObjectNode state() {
        return Json.object()
                .put("registrationId", registrationId)
                .put("createdDateTimeUtc", HubTime.text(created))
                .put("assignedHub", hub)
                .put("deviceId", deviceId)
                .put("status", "assigned")
                .put("substatus", substatus.wireName)
                .put("lastUpdatedDateTimeUtc", HubTime.text(updated))
                .put("etag", etag);
    }
}
