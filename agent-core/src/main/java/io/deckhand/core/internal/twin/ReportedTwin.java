package io.deckhand.core.internal.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.TwinSection;
import io.deckhand.core.internal.handler.PropertyPath;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.store.Kind;
import io.deckhand.core.internal.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reported properties that the hub has: as read when connecting, with the values accepted since merged in. In a
 * store, the properties that were read are one record and each path accepted since is another, so that a value that is
 * reported often costs only its own bytes.
 */
final class ReportedTwin {
    private static final Logger log = LoggerFactory.getLogger(ReportedTwin.class);

    /** The record name of the properties that were read; no path is empty. */
    private static final String READ = "";

    private record Accepted(long at, PropertyPath path, JsonNode value) {}

    private final Json json;
    private final @Nullable Store store;

    /** The values accepted since a twin arrived that is not processed yet: it may be older. */
    private final List<Accepted> since = new ArrayList<>(0);

    private int arrived;
    private long accepted;
    private @Nullable DesiredSection known;

    ReportedTwin(Json json, @Nullable Store store) {
        this.json = json;
        this.store = store;
        if (store != null) {
            store.all(Kind.REPORTED_TWIN).forEach(this::load);
        }
    }

    private void load(String name, byte[] value) {
        try {
            if (name.equals(READ)) {
                known = DesiredSection.of(json.readObject(value));
            } else {
                merge(new Accepted(0, PropertyPath.parse(name), json.read(new String(value, StandardCharsets.UTF_8))));
            }
        } catch (IOException | IllegalArgumentException e) {
            log.warn("Skipping a reported property in the store that is not valid JSON: {}", name);
        }
    }

    private void merge(Accepted change) {
        ObjectNode patch = json.object();
        change.path().put(patch, change.value());
        merge(patch);
    }

    private void merge(ObjectNode patch) {
        DesiredSection before = known == null ? new DesiredSection(0, json.object()) : known;
        patch.put("$version", before.version());
        known = before.with(patch);
    }

    /** A twin has arrived; {@link #processed} must follow. {@return how many values have been accepted so far, to pass to {@link #read}} */
    synchronized long arrives() {
        arrived++;
        return accepted;
    }

    /** The hub has accepted the values of one patch: they are merged at once, as merging copies the section. */
    synchronized void accepted(ReportedBatch batch) {
        ObjectNode patch = json.object();
        batch.forEach((path, value) -> {
            accepted++;
            if (arrived > 0) {
                since.add(new Accepted(accepted, path, value));
            }
            path.put(patch, value);
            if (store != null) {
                store.put(Kind.REPORTED_TWIN, path.toString(), bytes(value));
            }
        });
        merge(patch);
    }

    /** The twin was read; {@code after} is how many values had been accepted when the answer arrived. */
    synchronized void read(ObjectNode reported, long after) {
        DesiredSection before = known;
        known = DesiredSection.of(reported);
        for (Accepted change : since) {
            if (change.at() > after) {
                merge(change);
            }
        }
        if (store != null && !known.equals(before)) {
            Map<String, byte[]> old = store.all(Kind.REPORTED_TWIN);
            old.keySet().forEach(name -> store.remove(Kind.REPORTED_TWIN, name));
            store.put(Kind.REPORTED_TWIN, READ, bytes(known.toTwin()));
        }
    }

    /** A twin that had arrived is processed, whether it had reported properties or not. */
    synchronized void processed() {
        arrived--;
        if (arrived == 0) {
            since.clear();
        }
    }

    private static byte[] bytes(JsonNode value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }

    synchronized Optional<TwinSection> section() {
        DesiredSection section = known;
        return section == null ? Optional.empty() : Optional.of(section.view(json));
    }
}
