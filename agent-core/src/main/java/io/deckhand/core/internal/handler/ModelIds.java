package io.deckhand.core.internal.handler;

import static java.util.Objects.requireNonNull;

import io.deckhand.internal.rule.ComponentNames;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Checks the names of Plug and Play models and their elements, by the rules of the Digital Twins Definition Language,
 * version 2.
 */
public final class ModelIds {
    private static final int MAX_LENGTH = 128; // for an interface; the limit for other elements is 2048
    private static final List<String> RESERVED = List.of("dtmi:dtdl:", "dtmi:standard:");
    private static final Pattern ID = Pattern.compile(
            "dtmi:[A-Za-z](?:[A-Za-z0-9_]*[A-Za-z0-9])?(?::[A-Za-z](?:[A-Za-z0-9_]*[A-Za-z0-9])?)*;[1-9][0-9]{0,8}");

    private ModelIds() {}

    public static String check(String id) {
        if (requireNonNull(id, "id").length() > MAX_LENGTH || !ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "'" + id + "' is not a model id. It must be dtmi:, names of letters, digits and "
                            + "underscores joined by colons, a semicolon and a version, at most " + MAX_LENGTH
                            + " characters in total, such as dtmi:com:example:Thermostat;1");
        }
        if (RESERVED.stream().anyMatch(id::startsWith)) {
            throw new IllegalArgumentException(
                    "'" + id + "' is reserved by the language. Begin your own model id with your domain, as in "
                            + "dtmi:com:example:Thermostat;1");
        }
        return id;
    }

    /** {@return the interface id of a component, unless it would be too long} */
    public static Optional<String> ofComponent(String model, String component) {
        int version = model.indexOf(';');
        String id = model.substring(0, version) + ":" + component + model.substring(version);
        return id.length() > MAX_LENGTH ? Optional.empty() : Optional.of(id);
    }

    /** {@return the name, if it is valid} */
    public static String checkName(String name, String what) throws Untellable {
        if (!ComponentNames.isName(name)) {
            throw new Untellable("'" + name + "' is not a valid name for " + what
                    + " of a model. It must be 1 to 64 letters, digits "
                    + "and underscores, begin with a letter and not end with an underscore.");
        }
        return name;
    }
}
