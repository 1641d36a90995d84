package io.deckhand.core.internal.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules of the Digital Twins Definition Language, version 2, as its specification has them, for what a model of ours may hold.
 * What of the language no model of ours holds (inheritance, relationships, semantic types, shared schemas) it takes for wrong.
 * Knows nothing of how models are made, so that the two check each other.
 *
 * @see <a href="https://github.com/Azure/opendigitaltwins-dtdl/blob/master/DTDL/v2/DTDL.v2.md">the specification</a>
 */
final class DtdlRules {
    private static final Pattern NAME = Pattern.compile("^[a-zA-Z](?:[a-zA-Z0-9_]*[a-zA-Z0-9])?$");
    private static final Pattern DTMI =
            Pattern.compile("^dtmi:[A-Za-z](?:[A-Za-z0-9_]*[A-Za-z0-9])?(?::[A-Za-z](?:[A-Za-z0-9_]*[A-Za-z0-9])?)*"
                    + ";[1-9][0-9]{0,8}$");
    private static final Set<String> PRIMITIVES =
            Set.of("boolean", "date", "dateTime", "double", "duration", "float", "integer", "long", "string", "time");
    private static final Set<String> EVERYWHERE = Set.of("@type", "@id", "comment", "description", "displayName");

    /** What each element may have beside that, and whether it must: a question mark says not. */
    private static final Map<String, List<String>> OWN = Map.ofEntries(
            Map.entry("Interface", List.of("@context", "@id", "@type", "contents?")),
            Map.entry("Telemetry", List.of("@type", "name", "schema")),
            Map.entry("Property", List.of("@type", "name", "schema", "writable?")),
            Map.entry("Command", List.of("@type", "name", "request?", "response?")),
            Map.entry("Component", List.of("@type", "name", "schema")),
            Map.entry("CommandPayload", List.of("name", "schema")),
            Map.entry("Array", List.of("@type", "elementSchema")),
            Map.entry("Enum", List.of("@type", "enumValues", "valueSchema")),
            Map.entry("EnumValue", List.of("name", "enumValue")),
            Map.entry("Map", List.of("@type", "mapKey", "mapValue")),
            Map.entry("MapKey", List.of("name", "schema")),
            Map.entry("MapValue", List.of("name", "schema")),
            Map.entry("Object", List.of("@type", "fields")),
            Map.entry("Field", List.of("name", "schema")));

    private final List<String> problems = new ArrayList<>();
    private final Map<String, JsonNode> interfaces = new HashMap<>();

    private DtdlRules() {}

    /** {@return each broken rule, with the place} */
    static List<String> broken(String json) throws JsonProcessingException {
        JsonNode documents = new ObjectMapper().readTree(json);
        DtdlRules rules = new DtdlRules();
        List<JsonNode> all = new ArrayList<>();
        (documents.isArray() ? documents : List.of(documents)).forEach(all::add);
        all.forEach(document -> rules.check(
                rules.interfaces.put(document.path("@id").asText(), document) == null,
                document.path("@id").asText(),
                "defined twice"));
        all.forEach(rules::anInterface);
        return rules.problems;
    }

    private void check(boolean holds, String place, String problem) {
        if (!holds) {
            problems.add(place + ": " + problem);
        }
    }

    private void anInterface(JsonNode document) {
        String id = document.path("@id").asText();
        element(document, "Interface", id);
        check("dtmi:dtdl:context;2".equals(document.path("@context").asText()), id, "not the context of version 2");
        check(id.length() <= 128, id, "id longer than 128");
        check(document.path("contents").isArray(), id, "contents is no array");
        check(document.path("contents").size() <= 300, id, "more than 300 contents");
        unique(document.path("contents"), "name", id);
        for (JsonNode content : document.path("contents")) {
            content(content, id + " " + content.path("name").asText());
        }
    }

    private void content(JsonNode content, String place) {
        String type = content.path("@type").asText();
        check(Set.of("Telemetry", "Property", "Command", "Component").contains(type), place, "no content: " + type);
        element(content, type, place);
        switch (type) {
            case "Telemetry" -> schema(content.path("schema"), place, 0, true);
            case "Property" -> {
                schema(content.path("schema"), place, 0, false);
                check(
                        content.path("writable").isMissingNode()
                                || content.path("writable").isBoolean(),
                        place,
                        "writable is no boolean");
            }
            case "Command" -> {
                payload(content.path("request"), place + " request");
                payload(content.path("response"), place + " response");
            }
            case "Component" -> component(content.path("schema"), place);
            default -> {}
        }
    }

    private void payload(JsonNode payload, String place) {
        if (!payload.isMissingNode()) {
            element(payload, "CommandPayload", place);
            schema(payload.path("schema"), place, 0, true);
        }
    }

    private void component(JsonNode schema, String place) {
        JsonNode target = interfaces.get(schema.asText());
        check(target != null, place, "no interface " + schema);
        if (target != null) {
            target.path("contents")
                    .forEach(content -> check(
                            !"Component".equals(content.path("@type").asText()), place, "a component in a component"));
        }
    }

    private void schema(JsonNode schema, String place, int depth, boolean arrays) {
        if (schema.isTextual()) {
            check(PRIMITIVES.contains(schema.textValue()), place, "no schema: " + schema.textValue());
            return;
        }
        String type = schema.path("@type").asText();
        check(Set.of("Array", "Enum", "Map", "Object").contains(type), place, "no schema: " + schema);
        element(schema, type, place);
        if (depth == 5) {
            check(false, place, "more than 5 levels");
            return;
        }
        switch (type) {
            case "Array" -> {
                check(arrays, place, "an array in a property");
                schema(schema.path("elementSchema"), place + "[]", depth + 1, arrays);
            }
            case "Enum" -> enumeration(schema, place);
            case "Map" -> {
                element(schema.path("mapKey"), "MapKey", place + " key");
                element(schema.path("mapValue"), "MapValue", place + " value");
                check("string".equals(schema.path("mapKey").path("schema").asText()), place, "keys are no strings");
                schema(schema.path("mapValue").path("schema"), place + "{}", depth + 1, arrays);
            }
            case "Object" -> {
                check(!schema.path("fields").isEmpty(), place, "no fields");
                check(schema.path("fields").size() <= 30, place, "more than 30 fields");
                unique(schema.path("fields"), "name", place);
                for (JsonNode field : schema.path("fields")) {
                    String at = place + "." + field.path("name").asText();
                    element(field, "Field", at);
                    schema(field.path("schema"), at, depth + 1, arrays);
                }
            }
            default -> {}
        }
    }

    private void enumeration(JsonNode schema, String place) {
        String kind = schema.path("valueSchema").asText();
        JsonNode values = schema.path("enumValues");
        check(Set.of("integer", "string").contains(kind), place, "enum of " + kind);
        check(!values.isEmpty(), place, "no enum values");
        check(values.size() <= 100, place, "more than 100 enum values");
        unique(values, "name", place);
        unique(values, "enumValue", place);
        for (JsonNode value : values) {
            element(value, "EnumValue", place);
            JsonNode literal = value.path("enumValue");
            check("string".equals(kind) ? literal.isTextual() : literal.isInt(), place, "enum value of another type");
        }
    }

    private void element(JsonNode element, String type, String place) {
        List<String> own = OWN.getOrDefault(type, List.of());
        if (!(element instanceof ObjectNode)) {
            check(false, place, "a " + type + " is no object");
            return;
        }
        for (String property : own) {
            check(property.endsWith("?") || element.has(property), place, "a " + type + " without " + property);
        }
        element.fieldNames()
                .forEachRemaining(name -> check(
                        EVERYWHERE.contains(name) || own.contains(name) || own.contains(name + "?"),
                        place,
                        "a " + type + " with " + name));
        JsonNode stated = element.path("@type");
        check(stated.isMissingNode() || stated.asText().equals(type), place, stated + " for a " + type);
        name(element.path("name"), place);
        text(element, "comment", 512, place);
        text(element, "description", 512, place);
        text(element, "displayName", 64, place);
        id(element.path("@id"), place);
    }

    private void name(JsonNode name, String place) {
        check(
                name.isMissingNode()
                        || (name.isTextual()
                                && NAME.matcher(name.textValue()).matches()
                                && name.textValue().length() <= 64),
                place,
                "no name: " + name);
    }

    private void id(JsonNode id, String place) {
        check(id.isMissingNode() || DTMI.matcher(id.asText()).matches(), place, "no id: " + id);
        check(!id.asText().startsWith("dtmi:dtdl:") && !id.asText().startsWith("dtmi:standard:"), place, "reserved id");
    }

    private void text(JsonNode element, String property, int most, String place) {
        JsonNode text = element.path(property);
        check(
                text.isMissingNode() || (text.isTextual() && text.textValue().length() <= most),
                place,
                property + " is no text of " + most + " characters at most");
    }

    private void unique(JsonNode elements, String property, String place) {
        Set<JsonNode> seen = new HashSet<>();
        elements.forEach(element -> check(
                seen.add(element.path(property)), place, "two of the " + property + " " + element.path(property)));
    }
}
