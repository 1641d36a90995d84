package io.deckhand.core.internal.options;

import io.deckhand.core.options.AgentOption;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;

/** A source of options. Each source has its own names for them, which messages use. */
public final class OptionSource {
    /** The environment variable for connection strings in the samples of Azure. */
    private static final String AZURE_VARIABLE = "IOTHUB_DEVICE_CONNECTION_STRING";

    private OptionSource() {}

    /** Ignores names without the prefix. */
    public static OptionValues properties(Map<String, String> properties) {
        return read(properties, AgentOption.PREFIX, AgentOption::key, "property");
    }

    public static OptionValues file(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("The options in " + file.toAbsolutePath() + " cannot be read.", e);
        }
        return properties(of(properties));
    }

    /** {@return the properties, including their defaults} */
    public static Map<String, String> of(Properties properties) {
        Map<String, String> copy = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> copy.put(name, properties.getProperty(name)));
        return copy;
    }

    public static OptionValues environment(Map<String, String> environment) {
        Map<String, String> named = new TreeMap<>(environment);
        String azure = named.remove(AZURE_VARIABLE);
        OptionValues own = read(named, AgentOption.VARIABLE_PREFIX, AgentOption::variable, "environment variable");
        return azure == null || own.namesDevice() ? own : own.with("connection-string", azure);
    }

    private static OptionValues read(
            Map<String, String> given, String prefix, Function<AgentOption, String> naming, String what) {
        Map<String, AgentOption> known = new TreeMap<>();
        AgentOption.all().forEach(option -> known.put(naming.apply(option), option));
        Map<String, String> values = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        given.forEach((name, value) -> {
            AgentOption option = known.get(name);
            if (option != null) {
                values.put(option.name(), value);
            } else if (name.startsWith(prefix)) {
                problems.add(unknown(name, what, known.keySet()));
            }
        });
        return new OptionValues(values, naming, problems);
    }

    private static String unknown(String name, String what, Collection<String> known) {
        return "Unknown " + what + " '" + name + "'. Known: " + Spelling.nearest(name, known) + ".";
    }
}
