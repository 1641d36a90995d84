package io.deckhand.testkit.internal;

import java.util.Collection;
import java.util.stream.Collectors;

/** Lists a few known names for error messages, because a hub can have thousands. */
public final class KnownNames {
    private static final int SHOWN = 5;

    private KnownNames() {}

    /** {@return the first names and the number of further ones, or "none"} */
    public static String of(Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " more" : first;
    }
}
