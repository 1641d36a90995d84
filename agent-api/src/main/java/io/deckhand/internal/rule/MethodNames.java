package io.deckhand.internal.rule;

import java.util.Optional;

/** Valid names of direct methods. The name is part of an MQTT topic, which excludes some characters. */
public final class MethodNames {
    /** Names with this prefix are reserved for the agent. */
    public static final String RESERVED = "deckhand.";

    private static final int MAX_LENGTH = 128;

    private MethodNames() {}

    public static Optional<String> problem(String name) {
        if (name.startsWith(RESERVED)) {
            return Optional.of("'" + name + "' begins with '" + RESERVED
                    + "', as the agent's own methods do. Choose another name.");
        }
        return isValid(name)
                ? Optional.empty()
                : Optional.of("'" + name + "' is not a valid name for a direct method. It must be 1 to " + MAX_LENGTH
                        + " characters, none of them '/', '+', '#', white space or a control character.");
    }

    private static boolean isValid(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/' || c == '+' || c == '#' || Character.isWhitespace(c) || Character.isISOControl(c)) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_LENGTH;
    }
}
