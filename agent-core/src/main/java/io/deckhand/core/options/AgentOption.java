package io.deckhand.core.options;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One option of an agent that text can give: a line of a properties file, an environment variable, a setting of a framework.
 *
 * <pre>{@code
 * AgentOption.all().forEach(option -> System.out.println(option.key() + ": " + option.purpose()));
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param name its name without a prefix, as {@code keep-alive} or {@code store.directory}
 * @param builder what it sets, as {@code keepAlive} or {@code storeIn(StoreOptions.directory)}
 * @param kind how its text is read
 * @param initial its default, as text; empty if it is not set by default
 * @param least the least value, as text; empty without a limit
 * @param most the greatest value, as text; empty without a limit
 * @param choices the values that there are; empty unless it is a choice
 * @param secret whether its value must never be shown
 * @param purpose what it is for, as the beginning of a sentence
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
    /** Every property's name begins with this. */
    public static final String PREFIX = "deckhand.";

    /** Every environment variable's name begins with this. */
    public static final String VARIABLE_PREFIX = "DECKHAND_";

    /**
     * How text is read.
     *
     * @since 0.1
     */
    public enum Kind {
        /** As it is. */
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
        /** One of {@link AgentOption#choices()}; upper and lower case are the same. */
        CHOICE,
        /** Several of {@link AgentOption#choices()}, with commas between. */
        CHOICES
    }

    /**
     * Checks and copies.
     *
     * @param name its name without a prefix
     * @param builder what it sets
     * @param kind how its text is read
     * @param initial its default
     * @param least the least value
     * @param most the greatest value
     * @param choices the values that there are
     * @param secret whether its value must never be shown
     * @param purpose what it is for
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

    /** {@return the name as a property, as {@code deckhand.keep-alive}} */
    public String key() {
        return PREFIX + name;
    }

    /** {@return the name as an environment variable, as {@code DECKHAND_KEEP_ALIVE}} */
    public String variable() {
        return VARIABLE_PREFIX + name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** {@return the values that it takes in words, as {@code 5s to 1177s}; empty if any text will do} */
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
