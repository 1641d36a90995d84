package io.deckhand.core.internal.model;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deckhand.core.internal.handler.ModelIds;
import io.deckhand.core.internal.handler.Untellable;
import io.deckhand.core.internal.json.Json;
import java.time.temporal.Temporal;
import java.util.List;

/** Creates the schemas of types, either for reading or for writing, which may differ for a mapper. */
final class Schemas {
    private static final int MAX_DEPTH = 5;
    private static final int MAX_FIELDS = 30;
    private static final int MAX_ENUM_VALUES = 100;

    private final Json json;
    private final Scalars scalars;
    private final boolean read;
    private final boolean arrays;

    /** {@code arrays} is whether arrays are allowed; in properties they are not. */
    Schemas(Json json, boolean read, boolean arrays) {
        this.json = json;
        this.scalars = new Scalars(json);
        this.read = read;
        this.arrays = arrays;
    }

    JsonNode of(JavaType type) throws Untellable {
        return of(type, 0);
    }

    /** {@return the schema of an object with these fields} */
    ObjectNode of(List<Json.Field> fields) throws Untellable {
        return object(fields, 0);
    }

    private JsonNode of(JavaType type, int depth) throws Untellable {
        var scalar = scalars.schema(type, read);
        if (scalar.isPresent()) {
            return new TextNode(scalar.get());
        }
        if (type.isReferenceType()) {
            return of(type.getReferencedType(), depth);
        }
        if (depth == MAX_DEPTH) {
            throw new Untellable("more than " + MAX_DEPTH + " levels are nested. Make it flatter.");
        }
        if (type.isEnumImplType()) {
            return enumeration(type);
        }
        if (type.isMapLikeType()) {
            return map(type.getContentType(), depth);
        }
        if (type.isCollectionLikeType() || (type.isArrayType() && !isText(type))) {
            return array(type.getContentType(), depth);
        }
        return object(json.fields(type, read).orElseThrow(() -> noSchema(type)), depth);
    }

    private static Untellable noSchema(JavaType type) {
        String remedy = "Use a record.";
        if (Temporal.class.isAssignableFrom(type.getRawClass())) {
            remedy = "Use Instant, LocalDate or LocalTime.";
        } else if (Number.class.isAssignableFrom(type.getRawClass())) {
            remedy = "Use double or long.";
        }
        return new Untellable(type.getRawClass().getSimpleName() + " has no schema. " + remedy);
    }

    /** {@return whether an array is text in JSON} */
    private static boolean isText(JavaType array) {
        return array.getRawClass() == byte[].class || array.getRawClass() == char[].class;
    }

    private ObjectNode array(JavaType element, int depth) throws Untellable {
        if (!arrays) {
            throw new Untellable("properties may not hold arrays. Use a Map.");
        }
        return complex("Array").set("elementSchema", of(element, depth + 1));
    }

    private ObjectNode map(JavaType value, int depth) throws Untellable {
        ObjectNode map = complex("Map");
        map.putObject("mapKey").put("name", "key").put("schema", "string");
        map.putObject("mapValue").put("name", "value").set("schema", of(value, depth + 1));
        return map;
    }

    private ObjectNode enumeration(JavaType type) throws Untellable {
        Object[] constants = type.getRawClass().getEnumConstants();
        if (constants == null || constants.length == 0 || constants.length > MAX_ENUM_VALUES) {
            throw new Untellable(type.getRawClass().getSimpleName() + " has no values, or more than " + MAX_ENUM_VALUES
                    + " values. Use a String.");
        }
        ObjectNode enumeration = complex("Enum").put("valueSchema", "string");
        ArrayNode values = enumeration.putArray("enumValues");
        for (Object constant : constants) {
            JsonNode value = json.tree(constant);
            String name = ((Enum<?>) constant).name();
            if (!value.isTextual() || (read && !json.isRead(value, type, constant))) {
                throw new Untellable(type.getRawClass().getSimpleName() + "." + name
                        + " is another value in JSON than its text. Use a String.");
            }
            values.addObject()
                    .put("name", ModelIds.checkName(name, "a value of an enum"))
                    .put("enumValue", value.textValue());
        }
        return enumeration;
    }

    private ObjectNode object(List<Json.Field> fields, int depth) throws Untellable {
        if (fields.size() > MAX_FIELDS) {
            throw new Untellable(
                    "an object has " + fields.size() + " fields; the language allows " + MAX_FIELDS + ". Make it two.");
        }
        ObjectNode object = complex("Object");
        ArrayNode described = object.putArray("fields");
        for (Json.Field field : fields) {
            described
                    .addObject()
                    .put("name", ModelIds.checkName(field.name(), "a field"))
                    .set("schema", inField(field, depth));
        }
        return object;
    }

    private JsonNode inField(Json.Field field, int depth) throws Untellable {
        try {
            return of(field.type(), depth + 1);
        } catch (Untellable e) {
            throw new Untellable("field '" + field.name() + "': " + e.getMessage());
        }
    }

    private ObjectNode complex(String type) {
        return json.object().put("@type", type);
    }
}
