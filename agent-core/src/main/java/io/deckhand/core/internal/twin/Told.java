package io.deckhand.core.internal.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.core.internal.handler.PropertyPath;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.store.Kind;
import io.deckhand.core.internal.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the desired properties that were delivered to listeners, so that the next agent delivers only changes. For
 * paths that had no listener then, the next agent delivers all values, since its program is a different one. Used on
 * one lane only.
 */
final class Told {
    private static final Logger log = LoggerFactory.getLogger(Told.class);
    private static final String NAME = "told";

    private final Json json;
    private final @Nullable Store store;
    private @Nullable DesiredSection kept;

    /** The paths that had listeners; null once this agent has delivered to all its listeners. */
    private @Nullable Set<String> listened;

    Told(Json json, @Nullable Store store) {
        this.json = json;
        this.store = store;
    }

    Optional<DesiredSection> load() {
        Optional<byte[]> value = store == null ? Optional.empty() : store.get(Kind.DESIRED_TWIN, NAME);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            ObjectNode known = json.readObject(value.get());
            Set<String> paths = new HashSet<>();
            for (JsonNode path : known.path("listened")) {
                paths.add(path.asText());
            }
            listened = paths;
            if (known.get("desired") instanceof ObjectNode desired) {
                kept = DesiredSection.of(desired);
            }
            return Optional.ofNullable(kept);
        } catch (IOException e) {
            log.warn(
                    "The stored record of delivered desired properties cannot be read: all of them are delivered again",
                    e);
            return Optional.empty();
        }
    }

    boolean knows(PropertyPath path) {
        return listened == null || listened.contains(path.toString());
    }

    /**
     * A whole section has been delivered. It is written to disk immediately, so that nothing is repeated if the process
     * is killed soon after.
     */
    void keep(DesiredSection told, Set<PropertyPath> paths) {
        boolean same = told.equals(kept) && listened == null;
        listened = null;
        kept = told;
        if (store == null || same) {
            return;
        }
        ObjectNode value = json.object();
        paths.forEach(path -> value.withArray("listened").add(path.toString()));
        value.set("desired", told.toTwin());
        store.put(Kind.DESIRED_TWIN, NAME, value.toString().getBytes(StandardCharsets.UTF_8));
        store.keepNow();
    }
}
