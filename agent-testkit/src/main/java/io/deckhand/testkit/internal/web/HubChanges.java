package io.deckhand.testkit.internal.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.journal.JournalEntry;
import io.deckhand.testkit.internal.telemetry.TelemetryPage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Computes the events for one browser by comparing the hub with the state sent before. It keeps only values, so a
 * restart, which creates a new core, needs no special handling.
 */
final class HubChanges {
    /** The limit for telemetry from before the page was opened, and for each poll. */
    private static final int MOST_MESSAGES = 500;

    private final Supplier<HubCore> hub;
    private Map<String, DeviceRow> rows = Map.of();
    private ObjectNode overview = Json.object();
    private long nextTelemetry;
    private long nextEntry;
    private boolean begun;

    /** An event for the browser. */
    record Event(String kind, ObjectNode data) {}

    HubChanges(Supplier<HubCore> hub) {
        this.hub = hub;
    }

    /** {@return the events since the last call; the first call returns the whole state} */
    List<Event> next() {
        HubCore core = hub.get();
        List<Event> events = new ArrayList<>();
        if (!begun) {
            events.add(new Event("begin", Json.object()));
        }
        addOverview(core, events);
        addDevices(core, events);
        addTelemetry(core, events);
        addEntries(core, events);
        begun = true;
        return events;
    }

    private void addOverview(HubCore core, List<Event> events) {
        ObjectNode now = Overview.of(core);
        if (!now.equals(overview)) {
            overview = now;
            events.add(new Event("hub", now));
        }
    }

    private void addDevices(HubCore core, List<Event> events) {
        Map<String, DeviceRow> now = rows(core);
        ObjectNode data = Json.object();
        ArrayNode changed = data.putArray("devices");
        now.forEach((id, row) -> {
            if (!row.equals(rows.get(id))) {
                changed.add(row.document());
            }
        });
        ArrayNode removed = data.putArray("removed");
        rows.keySet().stream().filter(id -> !now.containsKey(id)).forEach(removed::add);
        rows = now;
        if (!changed.isEmpty() || !removed.isEmpty()) {
            events.add(new Event("devices", data));
        }
    }

    private static Map<String, DeviceRow> rows(HubCore core) {
        Map<String, Integer> modules = new HashMap<>();
        core.registry().modules().forEach(module -> modules.merge(module.deviceId(), 1, Integer::sum));
        Map<String, DeviceRow> rows = new LinkedHashMap<>();
        core.registry()
                .list()
                .forEach(device -> addRow(core, device, modules.getOrDefault(device.deviceId(), 0), rows));
        return rows;
    }

    private static void addRow(HubCore core, DeviceIdentity identity, int modules, Map<String, DeviceRow> rows) {
        String id = identity.deviceId();
        try {
            rows.put(
                    id,
                    DeviceRow.of(
                            core.connections(),
                            core.cloudToDevice(),
                            identity,
                            core.twins().get(id),
                            modules));
        } catch (HubException e) {
            // Deleted in the meantime.
        }
    }

    private void addTelemetry(HubCore core, List<Event> events) {
        long end = core.telemetry().after(-1, 0, message -> true).next();
        long from = Math.max(nextTelemetry, end - MOST_MESSAGES);
        TelemetryPage page = core.telemetry().after(from, MOST_MESSAGES, message -> true);
        long omitted = begun ? from - nextTelemetry + page.missed() : 0;
        nextTelemetry = page.next();
        if (!page.messages().isEmpty()) {
            events.add(new Event("telemetry", page.document().put("omitted", omitted)));
        }
    }

    private void addEntries(HubCore core, List<Event> events) {
        List<JournalEntry> entries = core.journal().from(nextEntry);
        if (entries.isEmpty()) {
            return;
        }
        nextEntry = entries.get(entries.size() - 1).number() + 1;
        ObjectNode data = Json.object();
        ArrayNode list = data.putArray("entries");
        entries.forEach(entry -> list.add(entry.document()));
        events.add(new Event("journal", data));
    }
}
