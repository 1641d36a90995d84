package io.deckhand.testkit.internal;

import java.util.Collection;
import java.util.stream.Collectors;

/** The names a refusal lists as known: a few, because a hub may have thousands. */
public final class KnownNames {
    private static final int SHOWN = 5;

    private KnownNames() {}

    /** {@return the first names and how many more there are, or "none"} */
    public static String of(Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " more" : first;
    }
}
