package io.deckhand.testkit.internal;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Properties that nobody changes any more, in order. Who makes one gives the map away; so whoever gets one keeps it as it is, where
 * another map would be copied.
 */
public final class KeptProperties extends AbstractMap<String, String> {
    private final Map<String, String> properties;

    private KeptProperties(Map<String, String> properties) {
        this.properties = properties;
    }

    /** {@return the map itself, which the caller must not change any more} */
    public static Map<String, String> of(Map<String, String> properties) {
        return properties.isEmpty() ? Map.of() : new KeptProperties(properties);
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return Collections.unmodifiableMap(properties).entrySet();
    }

    @Override
    public int size() {
        return properties.size();
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return properties.containsKey(name);
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        return properties.get(name);
    }
}
