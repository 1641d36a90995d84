package io.deckhand.core.small;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the metadata of the jars on the class path lets a native image reach by reflection. */
final class ReachabilityMetadata {
    private static final String FILE = "META-INF/native-image/io.deckhand/agent-core/reachability-metadata.json";

    private final Map<String, JsonNode> types = new HashMap<>();
    private final Set<String> resources = new HashSet<>();

    static ReachabilityMetadata ofTheClassPath() throws IOException {
        ReachabilityMetadata metadata = new ReachabilityMetadata();
        try (var file = ReachabilityMetadata.class.getClassLoader().getResourceAsStream(FILE)) {
            JsonNode all = new ObjectMapper().readTree(file);
            all.path("reflection").forEach(entry -> metadata.types.put(name(entry.path("type")), entry));
            all.path("resources")
                    .forEach(entry -> metadata.resources.add(
                            entry.path("bundle").asText(entry.path("glob").asText())));
        }
        return metadata;
    }

    private static String name(JsonNode type) {
        return type.isObject() ? "proxy " + type.path("proxy").path(0).asText() : type.asText();
    }

    /** {@return the accesses that it does not cover: lines of {@link ReflectionRecorder}} */
    List<String> missing(List<String> accesses) {
        return accesses.stream().filter(line -> !isCovered(line)).toList();
    }

    private boolean isCovered(String line) {
        String[] access = line.split(" ", 3);
        String name = access[1];
        if (access[0].equals("bundle") || access[0].equals("resource")) {
            return resources.contains(name);
        }
        if (access[0].equals("proxy")) {
            return types.containsKey("proxy " + name);
        }
        if (isLookedOver(name, access[0])) {
            return true;
        }
        JsonNode entry = types.get(name);
        return entry != null
                && switch (access[0]) {
                    case "class" -> true;
                    case "field" -> entry.path("allDeclaredFields").asBoolean() || names(entry, "fields", access[2]);
                    case "fields" -> entry.path("allDeclaredFields").asBoolean();
                    case "method" -> entry.path("allDeclaredMethods").asBoolean() || names(entry, "methods", access[2]);
                    case "methods" -> entry.path("allDeclaredMethods").asBoolean();
                    case "constructors" -> entry.path("allDeclaredConstructors").asBoolean();
                    default -> false;
                };
    }

    private static boolean names(JsonNode entry, String members, String name) {
        for (JsonNode member : entry.path(members)) {
            if (member.path("name").asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** Jackson looks for annotations on what it writes; a class of the JDK has none, and an image without them says so. */
    private static boolean isLookedOver(String type, String kind) {
        boolean ofTheJdk = type.startsWith("java.") || type.startsWith("[") || !type.contains(".");
        return ofTheJdk && List.of("fields", "methods", "constructors").contains(kind);
    }
}
