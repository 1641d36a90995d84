package io.deckhand.core.internal.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The output that a module's message leaves by. It travels with the properties, under the name that the SDKs keep for it and that no
 * application can use, until the message is sent.
 */
final class Outputs {
    private static final String NAME = "iothub-outputname";

    private Outputs() {}

    static Map<String, String> with(Map<String, String> properties, Optional<String> output) {
        if (output.isEmpty()) {
            return properties;
        }
        if (output.get().isBlank()) {
            throw new IllegalArgumentException("The name of the output is blank. Use one that a route names.");
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
