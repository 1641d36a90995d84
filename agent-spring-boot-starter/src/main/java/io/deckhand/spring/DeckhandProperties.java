package io.deckhand.spring;

import io.deckhand.core.options.AgentOption;
import io.deckhand.core.options.AgentOption.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

/**
 * The properties {@code deckhand.*} of an environment, in all the spellings that Spring Boot allows. The options of agents are those of
 * agent-core; there is no second list of them.
 */
final class DeckhandProperties {
    /** What the starter has beside the options of agents. */
    static final String ENABLED = "enabled";

    static final String DRAIN = "shutdown.drain";
    static final String LOCAL_DEVICE = "local-hub.device-id";

    /** These say which device it is, and are replaced where connection details do. */
    private static final Set<String> OF_THE_CONNECTION = Stream.of(
                    "forConnectionString",
                    "forDevice",
                    "forModule",
                    "forProvisioning",
                    "credential(",
                    "trustedCertificates")
            .collect(Collectors.toSet());

    private final Binder binder;
    private final Binder checked;

    DeckhandProperties(Environment environment) {
        this.binder = Binder.get(environment);
        this.checked = new Binder(checked(environment));
    }

    /** {@return the sources whose names are checked} System properties are not: {@code -Ddeckhand.link} and others are switches of a JVM. */
    private static List<ConfigurationPropertySource> checked(Environment environment) {
        if (!(environment instanceof ConfigurableEnvironment configurable)) {
            return List.of();
        }
        return configurable.getPropertySources().stream()
                .filter(source -> !source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)
                        && !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source))
                .flatMap(source -> Stream.ofNullable(ConfigurationPropertySource.from(source)))
                .toList();
    }

    /** {@return the options by their names in agent-core; unknown ones as they were given, for agent-core to refuse} */
    Map<String, String> options() {
        Map<String, String> options = new TreeMap<>();
        for (AgentOption option : AgentOption.all()) {
            text(option).ifPresent(value -> options.put(option.key(), value));
        }
        Set<String> known = Stream.concat(
                        AgentOption.all().stream().map(AgentOption::name), Stream.of(ENABLED, DRAIN, LOCAL_DEVICE))
                .map(DeckhandProperties::plain)
                .collect(Collectors.toSet());
        given().keySet().stream()
                .filter(name -> !known.contains(plain(name)))
                .forEach(name -> options.put(AgentOption.PREFIX + name, ""));
        return options;
    }

    /** {@return the options, with a connection from elsewhere in place of that of the properties} */
    Map<String, String> options(DeckhandConnectionDetails details) {
        Map<String, String> options = options();
        for (AgentOption option : AgentOption.all()) {
            if (OF_THE_CONNECTION.stream().anyMatch(option.builder()::startsWith)) {
                options.remove(option.key());
            }
        }
        options.put("deckhand.connection-string", details.connectionString());
        details.trustedCertificates().ifPresent(file -> options.put("deckhand.trusted-certificates", file.toString()));
        return options;
    }

    private Optional<String> text(AgentOption option) {
        if (option.kind() == Kind.CHOICES) {
            List<String> several =
                    binder.bind(option.key(), Bindable.listOf(String.class)).orElse(List.of());
            return several.isEmpty() ? Optional.empty() : Optional.of(String.join(",", several));
        }
        return Optional.ofNullable(
                binder.bind(option.key(), Bindable.of(String.class)).orElse(null));
    }

    private Map<String, String> given() {
        return checked.bind("deckhand", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of());
    }

    /** {@return a name without what spellings differ in: {@code connection.string}, of the environment, is {@code connection-string}} */
    private static String plain(String name) {
        return name.replaceAll("(\\[\\d+]|\\.\\d+)$", "")
                .replaceAll("[-_.]", "")
                .toLowerCase(Locale.ROOT);
    }

    Optional<Duration> drain() {
        return Optional.ofNullable(binder.bind(AgentOption.PREFIX + DRAIN, Bindable.of(Duration.class))
                .orElse(null));
    }

    String localDevice() {
        return binder.bind(AgentOption.PREFIX + LOCAL_DEVICE, Bindable.of(String.class))
                .orElse("spring-device");
    }
}
