package io.deckhand.core.internal.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The output of a module's message. Until the message is sent, it is kept among the properties, under a name that the
 * SDKs reserve for it and no application can use.
 */
final class Outputs {
    private static final String NAME = "iothub-outputname";

    private Outputs() {}

    static Map<String, String> with(Map<String, String> properties, Optional<String> output) {
        if (output.isEmpty()) {
            return properties;
        }
        if (output.get().isBlank()) {
            throw new IllegalArgumentException("The name of the output is blank. Use one that a route refers to.");
        }
        Map<String, String> more = new LinkedHashMap<>(properties);
        more.put(NAME, output.get());
        return Map.copyOf(more);
    }

    static @Nullable String in(Map<String, String> properties) {
        return properties.get(NAME);
    }

    static Map<String, String> without(Map<String, String> properties) {
        if (!properties.containsKey(NAME)) {
            return properties;
        }
        Map<String, String> fewer = new LinkedHashMap<>(properties);
        fewer.remove(NAME);
        return fewer;
    }
}
