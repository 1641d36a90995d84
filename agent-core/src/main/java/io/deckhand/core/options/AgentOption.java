package io.deckhand.core.options;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An option of an agent that can be given as text: in a properties file, an environment variable, or the settings of a
 * framework.
 *
 * <pre>{@code
 * AgentOption.all().forEach(option -> System.out.println(option.key() + ": " + option.purpose()));
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param name its name without a prefix, such as {@code keep-alive} or {@code store.directory}
 * @param builder the builder method that it sets, such as {@code keepAlive} or {@code storeIn(StoreOptions.directory)}
 * @param kind how its text is parsed
 * @param initial its default, as text; empty if it is not set by default
 * @param least the minimum, as text; empty without a limit
 * @param most the maximum, as text; empty without a limit
 * @param choices the possible values; empty unless it is a choice
 * @param secret whether its value must never be shown
 * @param purpose its purpose, as the beginning of a sentence
 * @since 0.1
 */
public record AgentOption(
        String name,
        String builder,
        Kind kind,
        Optional<String> initial,
        Optional<String> least,
        Optional<String> most,
        List<String> choices,
        boolean secret,
        String purpose) {
    /** The prefix of all property names. */
    public static final String PREFIX = "deckhand.";

    /** The prefix of all environment variables. */
    public static final String VARIABLE_PREFIX = "DECKHAND_";

    /**
     * How the text of an option is parsed.
     *
     * @since 0.1
     */
    public enum Kind {
        /** Any text, unchanged. */
        TEXT,
        /** A path of a file or directory. */
        PATH,
        /** {@code true} or {@code false}. */
        SWITCH,
        /** A whole number. */
        NUMBER,
        /** A number with {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}, or as {@code PT1M30S}. */
        DURATION,
        /** A number of bytes, or one with {@code KB}, {@code MB} or {@code GB}, which are powers of 1,024. */
        BYTES,
        /** One of {@link AgentOption#choices()}, regardless of case. */
        CHOICE,
        /** Several of {@link AgentOption#choices()}, separated by commas. */
        CHOICES
    }

    /**
     * Checks and copies.
     *
     * @param name its name without a prefix
     * @param builder the builder method that it sets
     * @param kind how its text is parsed
     * @param initial its default
     * @param least the minimum
     * @param most the maximum
     * @param choices the possible values
     * @param secret whether its value must never be shown
     * @param purpose its purpose
     */
    public AgentOption {
        requireNonNull(name, "name");
        requireNonNull(builder, "builder");
        requireNonNull(kind, "kind");
        requireNonNull(initial, "initial");
        requireNonNull(least, "least");
        requireNonNull(most, "most");
        choices = List.copyOf(choices);
        requireNonNull(purpose, "purpose");
    }

    /** {@return all options, in the order of the documentation} */
    public static List<AgentOption> all() {
        return AllOptions.LIST;
    }

    /** {@return the name as a property, such as {@code deckhand.keep-alive}} */
    public String key() {
        return PREFIX + name;
    }

    /** {@return the name as an environment variable, such as {@code DECKHAND_KEEP_ALIVE}} */
    public String variable() {
        return VARIABLE_PREFIX + name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** {@return a description of the accepted values, such as {@code 5s to 1177s}; empty if any text is accepted} */
    public String range() {
        if (!choices.isEmpty()) {
            return String.join(", ", choices);
        }
        if (least.isPresent() && most.isPresent()) {
            return least.get() + " to " + most.get();
        }
        return Stream.concat(
                        least.map(limit -> "at least " + limit).stream(),
                        most.map(limit -> "at most " + limit).stream())
                .findFirst()
                .orElse(kind == Kind.SWITCH ? "true, false" : "");
    }
}
