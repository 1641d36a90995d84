package io.deckhand.testkit.internal.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.hub.HubCore;

/** The page's overview of the hub. */
final class Overview {
    private Overview() {}

    static ObjectNode of(HubCore hub) {
        ObjectNode overview = Json.object().put("hostName", hub.settings().hostName());
        ArrayNode faults = overview.putArray("faults");
        hub.faults().inForce().forEach(fault -> faults.add(fault.document()));
        overview.set("throttles", hub.throttles().document());
        return overview;
    }
}
