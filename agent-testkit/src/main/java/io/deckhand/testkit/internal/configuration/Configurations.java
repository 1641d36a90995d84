package io.deckhand.testkit.internal.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.query.Query;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.time.Clock;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Automatic device configurations: stored and returned, but not applied automatically. */
public final class Configurations {
    private static final Pattern VALID_ID = Pattern.compile("[a-z0-9\\-+%_*!']{1,128}");
    private static final String MODULES = "from devices.modules where ";
    /** The fields that are stored and returned unchanged. */
    private static final List<String> KEPT_AS_SENT = List.of("labels", "content");

    private final StateStore store;
    private final HubRandom random;
    private final Clock clock;
    private final TreeMap<String, ObjectNode> configurations = new TreeMap<>();

    public Configurations(StateStore store, HubRandom random, Clock clock) {
        this.store = store;
        this.random = random;
        this.clock = clock;
        configurations.putAll(store.load(Shelf.CONFIGURATIONS));
    }

    /**
     * Adds a configuration.
     *
     * @throws HubException for an invalid configuration (400) or an existing id (409302)
     */
    public synchronized ObjectNode create(String id, ObjectNode wanted) {
        if (!VALID_ID.matcher(id).matches()) {
            throw invalid("'" + id + "' is not a configuration id: use 1 to 128 of a-z, 0-9 and - + % _ * ! '.");
        }
        if (configurations.containsKey(id)) {
            throw new HubException(HubError.CONFIGURATION_ALREADY_EXISTS, "Configuration '" + id + "' exists already.");
        }
        return keep(id, wanted, HubTime.text(clock.instant()));
    }

    /**
     * Replaces a configuration.
     *
     * @param ifMatch the etag it must have, with or without quotes; {@code *} for any
     * @throws HubException when it is unknown (404011), has another etag (412001) or is invalid (400)
     */
    public synchronized ObjectNode replace(String id, ObjectNode wanted, String ifMatch) {
        ObjectNode before = matching(id, ifMatch);
        return keep(id, wanted, before.required("createdTimeUtc").textValue());
    }

    /**
     * {@return a copy of the configuration}
     *
     * @throws HubException with {@link HubError#CONFIGURATION_NOT_FOUND}
     */
    public synchronized ObjectNode get(String id) {
        ObjectNode configuration = configurations.get(id);
        if (configuration == null) {
            throw new HubException(HubError.CONFIGURATION_NOT_FOUND, "No configuration '" + id + "'.");
        }
        return configuration.deepCopy();
    }

    /** {@return copies of all configurations, by id} */
    public synchronized List<ObjectNode> list() {
        return configurations.values().stream().map(ObjectNode::deepCopy).toList();
    }

    /** Removes a configuration; for {@code ifMatch} null means any. */
    public synchronized void delete(String id, @Nullable String ifMatch) {
        matching(id, ifMatch == null ? "*" : ifMatch);
        configurations.remove(id);
        store.delete(Shelf.CONFIGURATIONS, id);
    }

    /**
     * Checks a target condition.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not valid
     */
    public static void checkCondition(String condition) {
        boolean ofModules = condition.regionMatches(true, 0, MODULES, 0, MODULES.length());
        String where = ofModules ? condition.substring(MODULES.length()) : condition;
        if (!where.isBlank() && !where.strip().equals("*")) {
            Query.ofDevices(where);
        }
    }

    private ObjectNode keep(String id, ObjectNode wanted, String created) {
        checkCondition(wanted.path("targetCondition").asText(""));
        ObjectNode kept = Json.object().put("id", id).put("schemaVersion", "1.0");
        KEPT_AS_SENT.forEach(name -> kept.set(name, objectIn(wanted, name)));
        kept.put("contentType", "assignment")
                .put("targetCondition", wanted.path("targetCondition").asText(""))
                .put("createdTimeUtc", created)
                .put("lastUpdatedTimeUtc", HubTime.text(clock.instant()))
                .put("priority", priority(wanted.path("priority")));
        kept.set("systemMetrics", metrics(Json.object()));
        kept.set("metrics", metrics(objectIn(wanted.path("metrics"), "queries")));
        kept.put("etag", random.etag());
        store.save(Shelf.CONFIGURATIONS, id, kept);
        configurations.put(id, kept);
        return kept.deepCopy();
    }

    private ObjectNode matching(String id, String ifMatch) {
        ObjectNode configuration = get(id);
        String wanted = ifMatch.replace("\"", "");
        if (!wanted.equals("*") && !wanted.equals(configuration.path("etag").asText())) {
            throw new HubException(
                    HubError.PRECONDITION_FAILED,
                    "Configuration '" + id + "' changed meanwhile: its etag is not the one in If-Match.");
        }
        return configuration;
    }

    private static ObjectNode metrics(ObjectNode queries) {
        ObjectNode metrics = Json.object();
        metrics.putObject("results");
        metrics.set("queries", queries);
        return metrics;
    }

    private static ObjectNode objectIn(JsonNode node, String name) {
        JsonNode child = node.path(name);
        if (child.isMissingNode() || child.isNull()) {
            return Json.object();
        }
        if (child instanceof ObjectNode object) {
            return object.deepCopy();
        }
        throw invalid(name + " must be a JSON object.");
    }

    private static int priority(JsonNode priority) {
        if (priority.isMissingNode() || priority.isNull()) {
            return 0;
        }
        if (!priority.canConvertToInt() || !priority.isIntegralNumber() || priority.intValue() < 0) {
            throw invalid("priority must be a whole number, zero or more.");
        }
        return priority.intValue();
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why);
    }
}
