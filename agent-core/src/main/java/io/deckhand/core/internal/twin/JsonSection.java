package io.deckhand.core.internal.twin;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.TwinSection;
import io.deckhand.core.internal.handler.PropertyPath;
import io.deckhand.core.internal.json.Json;
import java.util.Optional;

/** An immutable section. */
record JsonSection(long version, ObjectNode properties, Json mapper) implements TwinSection {
    @Override
    public String json() {
        return properties.toString();
    }

    @Override
    public <T> Optional<T> get(String path, Class<T> type) {
        JsonNode value = PropertyPath.parse(requireNonNull(path, "path")).in(properties);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(type.cast(mapper.bind(value, mapper.type(boxed(type)))));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "The property '" + path + "' does not bind to " + type.getSimpleName() + ": "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    private static <T> Class<T> boxed(Class<T> type) {
        if (type.isPrimitive()) {
            throw new IllegalArgumentException("type is " + type + ". Give its class, such as Integer.class for int.");
        }
        return type;
    }
}
