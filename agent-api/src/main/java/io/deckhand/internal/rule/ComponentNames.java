package io.deckhand.internal.rule;

import java.util.Optional;
import java.util.regex.Pattern;

/** Valid names for components, commands, properties, telemetry and fields of a Plug and Play model. */
public final class ComponentNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z](?:[A-Za-z0-9_]{0,62}[A-Za-z0-9])?");

    private ComponentNames() {}

    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** {@return the problem with the component name of a class, if there is one} */
    static Optional<String> problem(String type, String component) {
        return isName(component)
                ? Optional.empty()
                : Optional.of(type + ": '" + component + "' is not a component name. It must be 1 to 64 "
                        + "letters, digits and underscores, begin with a letter and not end with an underscore.");
    }
}
