package io.deckhand.core.internal.model;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/** Names of Plug and Play models and of what is in them, by the rules of the Digital Twins Definition Language, version 2. */
public final class ModelIds {
    private static final int MAX_LENGTH = 128; // of an interface; other elements may have 2048
    private static final Pattern ID = Pattern.compile(
            "dtmi:[A-Za-z](?:[A-Za-z0-9_]*[A-Za-z0-9])?(?::[A-Za-z](?:[A-Za-z0-9_]*[A-Za-z0-9])?)*;[1-9][0-9]{0,8}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z](?:[A-Za-z0-9_]{0,62}[A-Za-z0-9])?");

    private ModelIds() {}

    public static String check(String id) {
        if (requireNonNull(id, "id").length() > MAX_LENGTH || !ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "'" + id + "' is no model id. It must be dtmi:, names of letters, digits and "
                            + "underscores joined by colons, a semicolon and a version, at most " + MAX_LENGTH
                            + " characters in all, as in dtmi:com:example:Thermostat;1");
        }
        return id;
    }

    /** {@return whether a component, command, property, telemetry or field may have this name} */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
