package io.deckhand.core.internal.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.AgentException;
import io.deckhand.core.internal.handler.PropertyPath;
import io.deckhand.core.internal.json.Json;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the outcome of desired properties. A device with a model follows the Plug and Play conventions; any other
 * device reports the applied value itself, and refusals under a separate path. Used on one lane only.
 */
final class Acknowledgements {
    private static final Logger log = LoggerFactory.getLogger(Acknowledgements.class);

    /** The path under which a device without a model reports refusals. */
    private static final String REFUSED = "deckhand.refused";

    private static final int OK = 200;
    private static final int MAX_TEXT = 1000;

    private final String deviceId;
    private final ReportedState reported;
    private final Json json;
    private final boolean model;

    /** The paths for which the twin contains a refusal. */
    private final Set<String> refused = new HashSet<>();

    Acknowledgements(String deviceId, ReportedState reported, Json json, boolean model) {
        this.deviceId = deviceId;
        this.reported = reported;
        this.json = json;
        this.model = model;
    }

    /** Reads from the twin which refusals an earlier agent reported. */
    void read(ObjectNode reported) {
        reported.path("deckhand").path("refused").fieldNames().forEachRemaining(refused::add);
    }

    /** The value was applied; {@code reports} is whether the listener returned the value to report. */
    void applied(PropertyPath path, JsonNode desired, long version, boolean reports, @Nullable Object applied) {
        if (model && desired.isNull() && applied == null) {
            report(path.toString(), null);
        } else if (model) {
            report(path.toString(), acknowledgement(reports ? applied : desired, OK, version, null));
        } else {
            if (reports) {
                report(path.toString(), applied);
            }
            if (refused.remove(key(path))) {
                report(REFUSED + "." + key(path), null);
            }
        }
    }

    /** The property was deleted and no listener called: the acknowledgement of its last value is no longer valid. */
    void deleted(PropertyPath path) {
        if (refused.remove(key(path))) {
            report(REFUSED + "." + key(path), null);
        }
    }

    void refused(PropertyPath path, JsonNode desired, long version, int status, String why) {
        String words = why.length() > MAX_TEXT ? why.substring(0, MAX_TEXT) : why;
        if (model) {
            report(path.toString(), acknowledgement(desired, status, version, words));
        } else {
            refused.add(key(path));
            report(
                    REFUSED + "." + key(path),
                    json.object().put("status", status).put("message", words).put("version", version));
        }
    }

    /** The twin merges reports, so values that are no longer valid are deleted by null. */
    private ObjectNode acknowledgement(@Nullable Object value, int status, long version, @Nullable String words) {
        ObjectNode acknowledgement =
                json.object().put("ac", status).put("av", version).put("ad", words);
        acknowledgement.putPOJO("value", value); // turned to JSON, or refused, where it is reported
        return acknowledgement;
    }

    /** Replaces dots, which names may not contain. */
    private static String key(PropertyPath path) {
        return String.join("/", path.names());
    }

    private void report(String path, @Nullable Object value) {
        try {
            reported.report(path, value);
        } catch (AgentException | IllegalArgumentException e) {
            log.warn("{}: the outcome of desired property '{}' is not reported: {}", deviceId, path, e.getMessage());
        }
    }
}
