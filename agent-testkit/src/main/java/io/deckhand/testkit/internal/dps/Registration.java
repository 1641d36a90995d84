package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import java.time.Instant;

/** Somebody who has registered, and the device they are. */
record Registration(
        String registrationId, String deviceId, String enrollment, Instant created, Instant updated, String etag) {

    ObjectNode toDocument() {
        return Json.object()
                .put("registrationId", registrationId)
                .put("deviceId", deviceId)
                .put("enrollment", enrollment)
                .put("created", created.toString())
                .put("updated", updated.toString())
                .put("etag", etag);
    }

    static Registration fromDocument(ObjectNode document) {
        return new Registration(
                document.required("registrationId").textValue(),
                document.required("deviceId").textValue(),
                document.required("enrollment").textValue(),
                Instant.parse(document.required("created").textValue()),
                Instant.parse(document.required("updated").textValue()),
                document.required("etag").textValue());
    }

    /** {@return what a device is told that has registered} */
    ObjectNode assigned(String hubName) {
        return Json.object()
                .put("registrationId", registrationId)
                .put("createdDateTimeUtc", HubTime.text(created))
                .put("assignedHub", hubName)
                .put("deviceId", deviceId)
                .put("status", "assigned")
                .put("substatus", "initialAssignment")
                .put("lastUpdatedDateTimeUtc", HubTime.text(updated))
                .put("etag", etag);
    }
}
