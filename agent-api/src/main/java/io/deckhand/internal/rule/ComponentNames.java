package io.deckhand.internal.rule;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a component, command, property, telemetry or field of a Plug and Play model may be called. */
public final class ComponentNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z](?:[A-Za-z0-9_]{0,62}[A-Za-z0-9])?");

    private ComponentNames() {}

    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** {@return what is wrong with the component that a class is} */
    static Optional<String> problem(String type, String component) {
        return isName(component)
                ? Optional.empty()
                : Optional.of(type + ": '" + component + "' is not a component name. It must be 1 to 64 "
                        + "letters, digits and underscores, begin with a letter and not end with an underscore.");
    }
}
