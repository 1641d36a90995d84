package io.deckhand.internal.rule;

import io.deckhand.HandlerKind;
import io.deckhand.ModuleInput;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Listeners of the inputs of a module. */
final class InputRules {
    /** The name is a level of an MQTT topic. */
    private static final Pattern NAME = Pattern.compile("[^/+#\\s\\p{Cntrl}]{1,128}");

    private final Map<String, String> inputs = new HashMap<>();

    void check(DeclaredMethod method, ModuleInput annotation) {
        String name = method.name();
        String input = HandlerRules.ownName(annotation.value(), method.method());
        if (!NAME.matcher(input).matches()) {
            method.problem(name + ": '" + input + "' is not a valid name for an input. It must be 1 to 128 characters, "
                    + "none of them '/', '+', '#', white space or a control character.");
        }
        String other = inputs.putIfAbsent(input, name);
        if (other != null) {
            method.problem("Two listeners for input '" + input + "': " + other + " and " + name
                    + (other.equals(name) ? ", which is overloaded" : "") + ". Rename one with @ModuleInput(\"...\").");
        }
        HandlerRules.checkSignature(method, HandlerKind.MODULE_INPUT);
        MessageRules.checkAttempts(method, annotation.attempts(), annotation.retryAfter());
    }
}
