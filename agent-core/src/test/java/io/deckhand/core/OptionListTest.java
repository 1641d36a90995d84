package io.deckhand.core;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deckhand.FailureCause;
import io.deckhand.Overflow;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.internal.options.OptionSource;
import io.deckhand.core.options.AgentOption;
import io.deckhand.core.options.AgentOption.Kind;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The list of options is whole and true: it is compared with the builder, and the documentation with it. */
class OptionListTest {
    private static final String START = "<!-- options -->\n";
    private static final String END = "<!-- /options -->";
    private static final Pattern SETTER = Pattern.compile("(?:(\\w+)\\.)?(\\w+)");

    /** What text cannot give, and why. */
    private static final Map<String, String> NOT_TEXT = Map.ofEntries(
            Map.entry("AgentBuilder.build", "builds"),
            Map.entry("AgentBuilder.forModuleFromEnvironment", "reads the environment of IoT Edge"),
            Map.entry("AgentBuilder.fromEnvironment", "reads the options"),
            Map.entry("AgentBuilder.fromProperties", "reads the options"),
            Map.entry("AgentBuilder.handlers", "takes objects of the application"),
            Map.entry("AgentBuilder.interceptors", "takes objects of the application"),
            Map.entry("AgentBuilder.objectMapper", "takes an object of the application"),
            Map.entry("AgentBuilder.sslContext", "takes an object; certificates and authorities have options"),
            Map.entry("Credentials.sasTokens", "takes a function of the application"),
            Map.entry("Credentials.keyStore", "takes an opened key store"),
            Map.entry("Credentials.keyManager", "takes an object of the application"),
            Map.entry("Provisioning.of", "is part of forProvisioning"),
            Map.entry("Provisioning.onAssigned", "takes a function of the application"),
            Map.entry("IssuedCertificate.withKeys", "takes a function of the application"));

    private static final Map<String, String> BASE =
            Map.of("deckhand.connection-string", "HostName=127.0.0.1;DeviceId=fan;SharedAccessKey=c2VjcmV0");

    private static final Map<String, String> PROVISIONED = Map.of(
            "deckhand.provisioning.id-scope", "0ne00000000",
            "deckhand.provisioning.registration-id", "fan",
            "deckhand.provisioning.issued-certificate", "EC_P256",
            "deckhand.shared-access-key", "c2VjcmV0");

    @Test
    void everyOptionOfTheBuilderIsInTheList() {
        Set<String> listed = new TreeSet<>();
        for (AgentOption option : AgentOption.all()) {
            Matcher setter = SETTER.matcher(option.builder());
            while (setter.find()) {
                listed.add((setter.group(1) == null ? "AgentBuilder" : setter.group(1)) + "." + setter.group(2));
            }
        }
        Set<String> expected = new TreeSet<>();
        for (Class<?> type : List.of(
                AgentBuilder.class,
                Credentials.class,
                Provisioning.class,
                IssuedCertificate.class,
                StoreOptions.class)) {
            Stream.of(type.getDeclaredMethods())
                    .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                    .map(Method::getName)
                    .filter(name -> !name.equals("toString"))
                    .map(name -> type.getSimpleName() + "." + name)
                    .forEach(expected::add);
        }
        assertThat(expected).as("exceptions that exist").containsAll(NOT_TEXT.keySet());
        expected.removeAll(NOT_TEXT.keySet());
        assertThat(listed).isEqualTo(expected);
    }

    static Stream<AgentOption> limited() {
        return AgentOption.all().stream()
                .filter(option -> option.least().isPresent() || option.most().isPresent());
    }

    @ParameterizedTest
    @MethodSource("limited")
    void theLimitsAreTakenAndMoreIsRefusedWithKeyValueAndRange(AgentOption option) {
        Stream.concat(option.least().stream(), option.most().stream()).forEach(limit -> read(option.name(), limit));
        option.least().filter(least -> !least.startsWith("0")).ifPresent(least -> assertRefused(option, below(least)));
        option.most().ifPresent(most -> assertRefused(option, above(most)));
    }

    private static void assertRefused(AgentOption option, String value) {
        assertThatThrownBy(() -> read(option.name(), value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + option.key() + "' is '" + value + "'. It must be " + option.range() + ".");
    }

    /** The builder has limits too, which may not be narrower: those of the list reach it. Wider ones would be a list that lies. */
    @ParameterizedTest
    @MethodSource("limited")
    void theBuilderHasTheSameLimits(AgentOption option) throws ReflectiveOperationException {
        List<Method> setters = Stream.of(AgentBuilder.class.getMethods())
                .filter(method -> method.getName().equals(option.builder()) && method.getParameterCount() == 1)
                .filter(method -> !method.getParameterTypes()[0].isInterface())
                .toList();
        for (Method setter : setters) {
            for (String beyond : beyond(option)) {
                AgentBuilder builder = read("keep-alive", "60s");
                Object value = value(beyond, setter.getParameterTypes()[0]);
                assertThatThrownBy(() -> setter.invoke(builder, value))
                        .as("%s(%s)", setter.getName(), beyond)
                        .hasCauseInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    private static List<String> beyond(AgentOption option) {
        return Stream.concat(
                        option.least().filter(least -> !least.startsWith("0")).map(OptionListTest::below).stream(),
                        option.most().map(OptionListTest::above).stream())
                .toList();
    }

    private static Object value(String text, Class<?> type) throws ReflectiveOperationException {
        Class<?> quantities = Class.forName("io.deckhand.core.internal.options.Quantities");
        if (type == int.class) {
            return Integer.valueOf(text);
        }
        Method reading = quantities.getDeclaredMethod(type == long.class ? "bytes" : "duration", String.class);
        reading.setAccessible(true);
        return reading.invoke(null, text);
    }

    /** One smallest unit of the next smaller kind less: 5s becomes 4999ms, 256KB 262143. */
    private static String below(String limit) {
        return shifted(limit, -1);
    }

    private static String above(String limit) {
        return shifted(limit, 1);
    }

    private static String shifted(String limit, int by) {
        Matcher parts = Pattern.compile("(\\d+)(\\w*)").matcher(limit);
        assertThat(parts.matches()).isTrue();
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "" -> String.valueOf(number + by);
            case "ms" -> number + by + "ms";
            case "s" -> number * 1000 + by + "ms";
            case "d" -> number * 86_400_000 + by + "ms";
            case "KB" -> String.valueOf((number << 10) + by);
            case "MB" -> String.valueOf((number << 20) + by);
            case "GB" -> String.valueOf((number << 30) + by);
            default -> throw new IllegalArgumentException(limit);
        };
    }

    @Test
    void theDefaultsAreThoseOfTheBuilder() {
        Map<String, Object> untouched = fields(AgentBuilder.fromProperties(BASE));
        for (AgentOption option : AgentOption.all()) {
            boolean ofItsOwn =
                    !option.builder().contains("(") && !option.builder().startsWith("for");
            if (option.initial().isPresent() && ofItsOwn && !option.builder().equals("reconnect")) {
                Map<String, Object> set =
                        fields(read(option.name(), option.initial().get()));
                assertThat(set).as(option.name()).isEqualTo(untouched);
            }
        }
    }

    @Test
    void theReconnectPolicyHasTheLimitsGiven() {
        ReconnectPolicy own = read("reconnect.limit", "15ms").chosen.reconnect;
        ReconnectPolicy usual = read("reconnect.first", "1s").chosen.reconnect;
        for (int attempt = 1; attempt < 200; attempt++) {
            assertThat(own.delayBefore(20, FailureCause.NETWORK_UNREACHABLE))
                    .isLessThanOrEqualTo(Duration.ofMillis(15));
            assertThat(usual.delayBefore(20, FailureCause.NETWORK_UNREACHABLE))
                    .isLessThanOrEqualTo(Duration.ofMinutes(2));
        }
    }

    @Test
    void everyOptionWithoutCompanionsChangesTheBuilder() {
        Map<String, String> others = Map.of(
                "hub-link",
                "NETTY",
                "overflow",
                "BLOCK",
                "transport",
                "AMQPS",
                "model-id",
                "dtmi:com:example:Fan;1",
                "trusted-certificates",
                "ca.pem");
        Map<String, Object> untouched = fields(AgentBuilder.fromProperties(BASE));
        Set<String> changed = new TreeSet<>();
        for (AgentOption option : AgentOption.all()) {
            if (!option.builder().contains("(")
                    && !option.builder().startsWith("for")
                    && !Set.of("proxy", "reconnect").contains(option.builder())) {
                String other = others.getOrDefault(
                        option.name(),
                        option.kind() == Kind.SWITCH
                                ? not(option)
                                : option.least().orElse("?"));
                assertThat(fields(read(option.name(), other))).as(option.name()).isNotEqualTo(untouched);
                changed.add(option.builder());
            }
        }
        assertThat(changed).hasSizeGreaterThan(15);
    }

    private static String not(AgentOption option) {
        return option.initial().orElseThrow().equals("true") ? "false" : "true";
    }

    private static AgentBuilder read(String name, String value) {
        Map<String, String> properties = new HashMap<>(name.startsWith("provisioning.") ? PROVISIONED : BASE);
        properties.put("deckhand." + name, value);
        if (name.startsWith("store.")) {
            properties.put("deckhand.store.directory", "store");
        }
        if (name.equals("proxy.port")) {
            properties.put("deckhand.proxy.host", "proxy");
        }
        if (name.equals("reconnect.limit")) {
            properties.put("deckhand.reconnect.first", "10ms");
        }
        return AgentBuilder.fromProperties(properties);
    }

    /** The credential apart: each builder has one of its own. */
    private static Map<String, Object> fields(AgentBuilder builder) {
        Map<String, Object> values = new HashMap<>();
        for (Field field : Choices.class.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())
                    && !field.getName().equals("credential")
                    && !field.getName().startsWith("$")) {
                field.setAccessible(true);
                try {
                    Object value = field.get(builder.chosen);
                    values.put(field.getName(), value);
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        values.remove("reconnect");
        return values;
    }

    @Test
    void theChoicesAreThoseOfTheEnums() {
        Map<String, Class<? extends Enum<?>>> enums = Map.of(
                "transport", Transport.class,
                "hub-link", Link.class,
                "overflow", Overflow.class,
                "provisioning.issued-certificate", ConfiguredBuilder.IssuedKey.class);
        for (AgentOption option : AgentOption.all()) {
            if (!option.choices().isEmpty()) {
                assertThat(option.choices())
                        .as(option.name())
                        .isEqualTo(Arrays.stream(
                                        requireNonNull(enums.get(option.name())).getEnumConstants())
                                .map(Enum::name)
                                .toList());
            }
        }
    }

    @Test
    void theDocumentationListsAllOptionsAsTheyAre() throws IOException {
        Path page = Path.of("../docs/configuration.md");
        String text = Files.readString(page);
        String before = text.substring(0, text.indexOf(START) + START.length());
        String after = text.substring(text.indexOf(END));
        if ("write".equals(System.getProperty("deckhand.guide"))) {
            Files.writeString(page, before + table() + after);
        }
        assertThat(Files.readString(page)).isEqualTo(before + table() + after);
    }

    private static String table() {
        return "| property | environment | builder | default | range | what |\n|---|---|---|---|---|---|\n"
                + AgentOption.all().stream().map(OptionListTest::row).collect(Collectors.joining());
    }

    private static String row(AgentOption option) {
        return "| `" + option.key() + "` | `" + option.variable() + "` | `" + option.builder() + "` | "
                + option.initial().map(text -> "`" + text + "`").orElse("") + " | " + option.range() + " | "
                + option.purpose() + (option.secret() ? "; secret" : "") + " |\n";
    }

    @Test
    void everyOptionHasAnEnvironmentVariableOfItsOwn() {
        Map<String, String> environment =
                AgentOption.all().stream().collect(Collectors.toMap(AgentOption::variable, option -> " "));
        assertThat(environment).hasSameSizeAs(AgentOption.all());
        assertThat(OptionSource.environment(environment).has("keep-alive")).isFalse();
    }
}
