package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import java.time.Instant;

/**
 * A registration and its device.
 *
 * @param enrollment the id of its enrollment
 * @param hub the host name of the assigned hub
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

    /** The outcome of the last registration. */
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

    /** @param ownHub the hub of registrations stored without a hub */
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

    /** {@return the state of the registration for the device and back ends} */
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
