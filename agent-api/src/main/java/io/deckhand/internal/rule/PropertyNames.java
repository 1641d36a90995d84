package io.deckhand.internal.rule;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Valid names and paths of twin properties, by the hub's limits. */
public final class PropertyNames {
    public static final int MAX_DEPTH = 10;

    private static final int MAX_BYTES = 1024;

    private PropertyNames() {}

    /** {@return the path of a property, prefixed with the component if there is one; empty for all properties} */
    public static String path(@Nullable String component, String own) {
        if (component == null) {
            return own;
        }
        return own.isEmpty() ? component : component + "." + own;
    }

    /** {@return the names of a path, as {@code climate.target}} */
    public static List<String> split(String path) {
        return List.of(path.split("\\.", -1));
    }

    /** {@return the problem with a path that is not empty, if there is one} */
    public static Optional<String> problem(String path) {
        List<String> names = split(path);
        if (names.size() > MAX_DEPTH) {
            return Optional.of(
                    "The path '" + path + "' is " + names.size() + " deep; the hub allows " + MAX_DEPTH + ".");
        }
        for (String name : names) {
            if (!isName(name)) {
                return Optional.of("The path '" + path + "' holds "
                        + (name.isEmpty() ? "an empty name" : "the name '" + name + "'")
                        + ". Names are 1 to " + MAX_BYTES
                        + " bytes without white space, control characters, '.', '$' and '#', joined by single dots.");
            }
        }
        return Optional.empty();
    }

    public static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.' || c == '$' || c == '#' || Character.isWhitespace(c) || Character.isISOControl(c)) {
                return false;
            }
        }
        return !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }
}
