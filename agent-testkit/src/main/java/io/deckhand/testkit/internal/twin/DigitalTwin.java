package io.deckhand.testkit.internal.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import java.util.TreeSet;

/**
 * A twin as a digital twin of Plug and Play: properties and components by name, with the desired values and the
 * device's acknowledgements as metadata.
 */
public final class DigitalTwin {
    private static final String COMPONENT_MARK = "__t";
    private static final String METADATA = "$metadata";

    private DigitalTwin() {}

    /** {@return the digital twin} */
    public static ObjectNode of(DeviceTwin twin) {
        ObjectNode document = Json.object().put("$dtId", twin.deviceId());
        ObjectNode metadata = Json.object().put("$model", twin.modelId());
        ObjectNode desired = twin.desiredWithMetadata();
        ObjectNode reported = twin.reportedWithMetadata();
        put(document, metadata, new Sides(desired, desired.path(METADATA), reported, reported.path(METADATA)));
        document.set(METADATA, metadata);
        return document;
    }

    /**
     * {@return the change of desired properties for a JSON patch}
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not a patch of a digital twin
     */
    public static ObjectNode desiredChange(DeviceTwin twin, ArrayNode operations) {
        ObjectNode change = Json.object();
        for (JsonNode operation : operations) {
            String[] path = path(operation);
            if (path.length == 2) {
                ObjectNode component = Json.child(change, path[0]);
                component.put(COMPONENT_MARK, "c");
                component.set(path[1], value(operation));
            } else {
                change.set(path[0], wholeValue(twin, path[0], operation));
            }
        }
        ObjectNode patch = Json.object();
        patch.putObject("properties").set("desired", change);
        return patch;
    }

    private static String[] path(JsonNode operation) {
        String text = operation.path("path").asText("");
        String[] parts = text.substring(text.startsWith("/") ? 1 : 0).split("/", -1);
        if (text.length() < 2 || !text.startsWith("/") || parts.length > 2) {
            throw invalid("path must be /property, /component or /component/property, not '" + text + "'.");
        }
        for (int i = 0; i < parts.length; i++) {
            parts[i] = parts[i].replace("~1", "/").replace("~0", "~");
        }
        return parts;
    }

    private static JsonNode value(JsonNode operation) {
        String op = operation.path("op").asText("");
        return switch (op) {
            case "add", "replace" -> operation.path("value").deepCopy();
            case "remove" -> Json.object().nullNode();
            default -> throw invalid("op must be add, replace or remove, not '" + op + "'.");
        };
    }

    /**
     * A component is distinguished from an object-valued property by its metadata, or by the twin's property of that
     * name.
     */
    private static JsonNode wholeValue(DeviceTwin twin, String name, JsonNode operation) {
        JsonNode value = value(operation);
        if (value instanceof ObjectNode object) {
            boolean component = object.has(METADATA)
                    || isComponent(twin.desired().path(name))
                    || isComponent(twin.reported().path(name));
            object.remove(METADATA);
            return component ? object.put(COMPONENT_MARK, "c") : object;
        }
        return value;
    }

    private static boolean isComponent(JsonNode node) {
        return node.path(COMPONENT_MARK).asText("").equals("c");
    }

    /** Desired and reported properties of one level, each with its metadata. */
    private record Sides(JsonNode desired, JsonNode desiredMetadata, JsonNode reported, JsonNode reportedMetadata) {
        Sides below(String name) {
            return new Sides(
                    desired.path(name), desiredMetadata.path(name), reported.path(name), reportedMetadata.path(name));
        }

        boolean isComponent() {
            return DigitalTwin.isComponent(desired) || DigitalTwin.isComponent(reported);
        }
    }

    private static void put(ObjectNode document, ObjectNode metadata, Sides sides) {
        TreeSet<String> names = new TreeSet<>();
        sides.desired().fieldNames().forEachRemaining(names::add);
        sides.reported().fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> name.startsWith("$") || name.equals(COMPONENT_MARK));
        for (String name : names) {
            Sides property = sides.below(name);
            if (property.isComponent()) {
                ObjectNode component = document.putObject(name);
                ObjectNode ofComponent = Json.object();
                put(component, ofComponent, property);
                component.set(METADATA, ofComponent);
            } else {
                putProperty(document, metadata, name, property);
            }
        }
    }

    private static void putProperty(ObjectNode document, ObjectNode metadata, String name, Sides property) {
        ObjectNode about = metadata.putObject(name);
        if (!property.desired().isMissingNode()) {
            about.set("desiredValue", property.desired());
            about.set("desiredVersion", property.desiredMetadata().path("$lastUpdatedVersion"));
            about.set("lastUpdateTime", property.desiredMetadata().path("$lastUpdated"));
        }
        JsonNode reported = property.reported();
        if (reported.isMissingNode()) {
            return;
        }
        about.set("lastUpdateTime", property.reportedMetadata().path("$lastUpdated"));
        boolean acknowledges = reported.has("value") && reported.has("ac") && reported.has("av");
        document.set(name, acknowledges ? reported.path("value") : reported);
        if (acknowledges) {
            about.set("ackVersion", reported.path("av"));
            about.set("ackCode", reported.path("ac"));
            if (reported.has("ad")) {
                about.set("ackDescription", reported.path("ad"));
            }
        }
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, "Not a patch of a digital twin: " + why);
    }
}
