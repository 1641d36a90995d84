package io.deckhand.core.internal.handler;

import static java.util.Objects.requireNonNull;

import io.deckhand.internal.rule.ComponentNames;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of Plug and Play models and of what is in them, by the rules of the Digital Twins Definition Language, version 2. */
public final class ModelIds {
    private static final int MAX_LENGTH = 128; // of an interface; other elements may have 2048
    private static final List<String> RESERVED = List.of("dtmi:dtdl:", "dtmi:standard:");
    private static final Pattern ID = Pattern.compile(
            "dtmi:[A-Za-z](?:[A-Za-z0-9_]*[A-Za-z0-9])?(?::[A-Za-z](?:[A-Za-z0-9_]*[A-Za-z0-9])?)*;[1-9][0-9]{0,8}");

    private ModelIds() {}

    public static String check(String id) {
        if (requireNonNull(id, "id").length() > MAX_LENGTH || !ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "'" + id + "' is no model id. It must be dtmi:, names of letters, digits and "
                            + "underscores joined by colons, a semicolon and a version, at most " + MAX_LENGTH
                            + " characters in all, as in dtmi:com:example:Thermostat;1");
        }
        if (RESERVED.stream().anyMatch(id::startsWith)) {
            throw new IllegalArgumentException(
                    "'" + id + "' belongs to the language. A model id of your own begins with your domain, as in "
                            + "dtmi:com:example:Thermostat;1");
        }
        return id;
    }

    /** {@return the id of the interface that a component has, where it is short enough to be one} */
    public static Optional<String> ofComponent(String model, String component) {
        int version = model.indexOf(';');
        String id = model.substring(0, version) + ":" + component + model.substring(version);
        return id.length() > MAX_LENGTH ? Optional.empty() : Optional.of(id);
    }

    /** {@return the name, if it is one} */
    public static String checkName(String name, String what) throws Untellable {
        if (!ComponentNames.isName(name)) {
            throw new Untellable(
                    "'" + name + "' is no name for " + what + " of a model. It must be 1 to 64 letters, digits "
                            + "and underscores, begin with a letter and not end with an underscore.");
        }
        return name;
    }
}
