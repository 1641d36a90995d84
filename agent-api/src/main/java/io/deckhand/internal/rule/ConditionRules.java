package io.deckhand.internal.rule;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Conditions of a listener of cloud-to-device messages: {@code name} or {@code name=value}. A text in another language, as
 * that of queries or message routes, would be a condition that no message ever meets, so it is refused.
 */
final class ConditionRules {
    private static final String HOW = " Write when = \"kind=alarm\", or when = \"kind\".";

    /** The characters of property names, by the documentation of IoT Hub messages. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+\\-.^_`|~]+");

    /** Operators that end in an equals sign: of their two characters the first could be the last of a name. */
    private static final Pattern OPERATOR = Pattern.compile("[!~^]$");

    private static final Pattern SECOND_CONDITION =
            Pattern.compile("(\\s*(&&|\\|\\||[,;&])\\s*|\\s+(?i:and|or)\\s+)[$A-Za-z][A-Za-z0-9._\\-]*\\s*(=|!=|<|>)");

    private static final Pattern QUOTED = Pattern.compile("'.*'|\".*\"", Pattern.DOTALL);

    private ConditionRules() {}

    static void check(DeclaredMethod method, String[] conditions) {
        Map<String, String> values = new HashMap<>();
        for (String text : conditions) {
            int at = text.indexOf('=');
            String name = at < 0 ? text : text.substring(0, at);
            Optional<String> value = at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1));
            Optional<String> problem = problemOf(name, value);
            if (problem.isPresent()) {
                method.problem(method.name() + ": the condition '" + text + "' " + problem.get());
            } else if (value.isPresent()) {
                checkTogether(method, name, value.get(), values.putIfAbsent(name, value.get()));
            }
        }
    }

    private static void checkTogether(DeclaredMethod method, String name, String value, @Nullable String other) {
        if (other != null && !other.equals(value)) {
            method.problem(method.name() + ": the conditions '" + name + "=" + other + "' and '" + name + "=" + value
                    + "' never hold together. Make a listener for each.");
        }
    }

    private static Optional<String> problemOf(String name, Optional<String> value) {
        if (name.isBlank()) {
            return Optional.of("names no property." + HOW);
        }
        if (value.isPresent()
                && (value.get().startsWith("=") || OPERATOR.matcher(name).find())) {
            return Optional.of("compares with something else than '='." + HOW);
        }
        if (!NAME.matcher(name).matches()) {
            return Optional.of(
                    "does not begin with the name of a property: one has letters, digits and !#$%&'*+-.^_`|~, and no blanks."
                            + HOW);
        }
        return value.flatMap(ConditionRules::problemOf);
    }

    private static Optional<String> problemOf(String value) {
        if (SECOND_CONDITION.matcher(value).find()) {
            return Optional.of(
                    "holds several. Write each by itself: when = {\"kind=alarm\", \"level=3\"}; all must hold.");
        }
        if (QUOTED.matcher(value).matches()) {
            return Optional.of("has quotes around the value, which would belong to it. Leave them out.");
        }
        return value.equals(value.strip())
                ? Optional.empty()
                : Optional.of("has blanks around the value, which would belong to it. Leave them out.");
    }
}
