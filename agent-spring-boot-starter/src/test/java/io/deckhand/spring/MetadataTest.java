package io.deckhand.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.deckhand.core.options.AgentOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What editors know of the properties is made from the list of options: run with {@code -Ddeckhand.guide=write} after a change. */
class MetadataTest {
    private static final Path FILE = Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");

    @Test
    void theMetadataHasEveryOption() throws IOException {
        String expected =
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(metadata()) + "\n";
        if ("write".equals(System.getProperty("deckhand.guide"))) {
            Files.writeString(FILE, expected);
        }
        assertThat(Files.readString(FILE)).isEqualTo(expected);
    }

    private static Map<String, Object> metadata() {
        List<Map<String, Object>> properties = new ArrayList<>();
        AgentOption.all()
                .forEach(option -> properties.add(property(
                        option.key(),
                        type(option),
                        description(option),
                        option.initial().orElse(null))));
        properties.add(
                property("deckhand.enabled", "java.lang.Boolean", "Whether the application has an agent.", "true"));
        properties.add(property(
                "deckhand.shutdown.drain",
                "java.time.Duration",
                "How long the agent goes on delivering at the end of the application. By default as DeviceAgent.close() does.",
                null));
        properties.add(property(
                "deckhand.local-hub.device-id",
                "java.lang.String",
                "The device that the agent is on a local hub among the beans.",
                "spring-device"));
        return Map.of("properties", properties);
    }

    private static Map<String, Object> property(
            String name, String type, String description, @Nullable String initial) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("name", name);
        property.put("type", type);
        property.put("description", description);
        if (initial != null) {
            property.put("defaultValue", initial);
        }
        return property;
    }

    private static String description(AgentOption option) {
        String sentence = option.purpose().substring(0, 1).toUpperCase(Locale.ROOT)
                + option.purpose().substring(1) + ".";
        return option.range().isEmpty() ? sentence : sentence + " Range: " + option.range() + ".";
    }

    private static String type(AgentOption option) {
        String choice = switch (option.name()) {
            case "hub-link" -> "io.deckhand.core.Link";
            case "overflow" -> "io.deckhand.Overflow";
            case "transport" -> "io.deckhand.Transport";
            default -> "java.lang.String";
        };
        return switch (option.kind()) {
            case TEXT -> "java.lang.String";
            case PATH -> "java.nio.file.Path";
            case SWITCH -> "java.lang.Boolean";
            case NUMBER -> "java.lang.Integer";
            case DURATION -> "java.time.Duration";
            case BYTES -> "org.springframework.util.unit.DataSize";
            case CHOICE -> choice;
            case CHOICES -> "java.util.List<" + choice + ">";
        };
    }
}
