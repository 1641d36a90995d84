package io.deckhand.core.internal.options;

import io.deckhand.core.options.AgentOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The given options, by name. Each is parsed by its kind, and checked against its range; error messages use the name in
 * its source. A blank value counts as not given. Messages contain no secrets.
 */
public final class OptionValues {
    private static final Map<String, AgentOption> OPTIONS =
            AgentOption.all().stream().collect(Collectors.toMap(AgentOption::name, Function.identity()));

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Function<AgentOption, String> naming;

    /** What is wrong with the options, as far as it is known, in sentences. */
    private final List<String> problems;

    OptionValues(Map<String, String> values, Function<AgentOption, String> naming, List<String> problems) {
        this.naming = naming;
        this.problems = new ArrayList<>(problems);
        values.forEach((name, value) -> {
            if (!value.isBlank()) {
                this.values.put(name, value.strip());
            }
        });
    }

    OptionValues with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new OptionValues(more, naming, problems);
    }

    boolean namesDevice() {
        return Stream.of("connection-string", "connection-string-file", "host-name", "provisioning.id-scope")
                .anyMatch(values::containsKey);
    }

    /** {@return the name of an option in its source} */
    public String nameOf(String name) {
        return "'" + naming.apply(option(name)) + "'";
    }

    /** {@return the same for several, as a list} */
    public String namesOf(String... names) {
        return Arrays.stream(names).map(this::nameOf).collect(Collectors.joining(", "));
    }

    /** {@return whether it was given, directly or by a file} */
    public boolean has(String name) {
        return values.containsKey(name) || values.containsKey(name + "-file");
    }

    /** Finds each value that is not of its kind or out of its range. */
    public void check() {
        values.forEach((name, text) -> {
            try {
                check(option(name), text);
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        });
    }

    private void check(AgentOption option, String value) {
        switch (option.kind()) {
            case TEXT -> {} // any text
            case PATH -> path(option.name());
            case SWITCH -> flag(option.name());
            case NUMBER -> number(option.name());
            case DURATION -> duration(option.name());
            case BYTES -> bytes(option.name());
            case CHOICE, CHOICES -> checkChoices(option, value);
        }
    }

    private void checkChoices(AgentOption option, String value) {
        for (String text : value.split(",", -1)) {
            if (!option.choices().contains(constant(text))) {
                throw notOneOf(option.name(), text);
            }
        }
    }

    /** Finds an option that has no effect without another. */
    public void checkWith(String name, String other) {
        if (has(name) && !has(other)) {
            problems.add(nameOf(name) + " needs " + nameOf(other) + ", which is not set.");
        }
    }

    /** Notes something that is wrong with the options together. */
    public void problem(String sentence) {
        problems.add(sentence);
    }

    /**
     * Refuses the options if anything was found to be wrong.
     *
     * @throws IllegalArgumentException with all of it
     */
    public void refuseProblems() {
        if (problems.size() == 1) {
            throw new IllegalArgumentException(problems.get(0));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.size() + " problems:\n- " + String.join("\n- ", problems));
        }
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** {@return the value, given directly or by a file} */
    public Optional<String> secret(String name) {
        Optional<Path> file = path(name + "-file");
        if (file.isPresent() && values.containsKey(name)) {
            throw new IllegalArgumentException("Both " + namesOf(name, name + "-file") + " are set. Keep one.");
        }
        return file.map(named -> contentOf(named, name + "-file")).or(() -> text(name));
    }

    private String contentOf(Path file, String name) {
        try {
            String content = Files.readString(file).strip();
            if (content.isEmpty()) {
                throw new IllegalArgumentException(nameOf(name) + " names an empty file: " + file + ".");
            }
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(nameOf(name) + " names a file that cannot be read: " + file + ".", e);
        }
    }

    public Optional<Path> path(String name) {
        return read(name, Path::of, InvalidPathException.class, "It must be a path.");
    }

    public Optional<Boolean> flag(String name) {
        return text(name).map(text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refused(name, text, "It must be true or false.");
        });
    }

    public Optional<Integer> number(String name) {
        return limited(name, Integer::valueOf, "a whole number");
    }

    public Optional<Long> bytes(String name) {
        return limited(name, Quantities::bytes, "a number of bytes, as 512KB or 16MB");
    }

    public Optional<Duration> duration(String name) {
        return limited(name, Quantities::duration, "a duration with its unit, as 500ms, 10s, 2m or PT1M30S");
    }

    public <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
        return text(name).map(text -> one(name, text, type));
    }

    /** {@return the values in the given order; empty if none were given} */
    public <E extends Enum<E>> List<E> choices(String name, Class<E> type) {
        return text(name).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(text -> one(name, text, type))
                .toList();
    }

    private <E extends Enum<E>> E one(String name, String text, Class<E> type) {
        try {
            return Enum.valueOf(type, constant(text));
        } catch (IllegalArgumentException e) {
            throw notOneOf(name, text);
        }
    }

    private static String constant(String text) {
        return text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private IllegalArgumentException notOneOf(String name, String text) {
        return refused(name, text.strip(), "It must be one of " + option(name).range() + ".");
    }

    private <T extends Comparable<T>> Optional<T> limited(String name, Function<String, T> parser, String form) {
        Optional<T> value = read(name, parser, IllegalArgumentException.class, "It must be " + form + ".");
        AgentOption option = option(name);
        if (value.isPresent()
                && (option.least()
                                .filter(least -> parser.apply(least).compareTo(value.get()) > 0)
                                .isPresent()
                        || option.most()
                                .filter(most -> parser.apply(most).compareTo(value.get()) < 0)
                                .isPresent())) {
            throw refused(name, text(name).orElseThrow(), "It must be " + option.range() + ".");
        }
        return value;
    }

    private <T> Optional<T> read(
            String name, Function<String, T> parser, Class<? extends RuntimeException> failure, String remedy) {
        return text(name).map(text -> {
            try {
                return parser.apply(text);
            } catch (RuntimeException e) {
                if (failure.isInstance(e)) {
                    throw refused(name, text, remedy);
                }
                throw e;
            }
        });
    }

    private IllegalArgumentException refused(String name, String value, String remedy) {
        return new IllegalArgumentException(nameOf(name) + " is '" + value + "'. " + remedy);
    }

    private static AgentOption option(String name) {
        AgentOption option = OPTIONS.get(name);
        if (option == null) {
            throw new IllegalStateException("No option '" + name + "'");
        }
        return option;
    }

    /** {@return only the names, as values can be secret} */
    @Override
    public String toString() {
        return "OptionValues" + values.keySet();
    }
}
