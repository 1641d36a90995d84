package io.deckhand.bench.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Results as a JSON array, an object for each figure. */
public final class ResultFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Side, String> NAMES = new EnumMap<>(Map.of(
            Side.AGENT,
            "agent",
            Side.RAW_DEFAULT,
            "rawDefault",
            Side.RAW_TUNED,
            "rawTuned",
            Side.BARE,
            "bare",
            Side.AGENT_ON_SDK,
            "agentOnSdk",
            Side.MEMORY,
            "memory",
            Side.MVSTORE,
            "mvstore",
            Side.SQLITE,
            "sqlite"));

    /** A figure read from a file, with its goal as text and its verdict at that time, if it had one. */
    public record Kept(
            String name,
            String unit,
            Map<Side, Spread> spreads,
            String goal,
            @Nullable Boolean met,
            Circumstances circumstances) {
        public Kept {
            spreads = Map.copyOf(spreads);
        }

        /** {@return the agent's median divided by another side's} */
        @Nullable
        Double ratioTo(Side side) {
            Spread agent = spreads.get(Side.AGENT);
            Spread other = spreads.get(side);
            return agent == null || other == null || other.median() == 0 ? null : agent.median() / other.median();
        }
    }

    private ResultFile() {}

    public static void write(Path file, List<Measured> results) throws IOException {
        ArrayNode array = JSON.createArrayNode();
        results.forEach(measured -> array.add(node(measured.result(), measured.circumstances())));
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), array);
    }

    private static ObjectNode node(Result result, Circumstances circumstances) {
        ObjectNode node = JSON.createObjectNode()
                .put("name", result.metric().name())
                .put("unit", result.metric().unit());
        for (Side side : Side.values()) {
            if (Side.ORDINARY.contains(side) || result.median(side) != null) {
                node.put(NAMES.get(side), Figures.rounded(result.median(side)));
            }
        }
        node.put("ratioToDefault", Figures.rounded(result.ratioTo(Side.RAW_DEFAULT)));
        node.put("ratioToTuned", Figures.rounded(result.ratioTo(Side.RAW_TUNED)));
        node.put("goal", result.metric().goal().toString());
        node.put("met", result.met());
        result.spreads().forEach((side, spread) -> node.set(NAMES.get(side) + "Spread", spread(spread)));
        node.set("circumstances", JSON.valueToTree(circumstances));
        return node;
    }

    private static ObjectNode spread(Spread spread) {
        return JSON.createObjectNode()
                .put("low", Figures.rounded(spread.low()))
                .put("high", Figures.rounded(spread.high()))
                .put("rounds", spread.rounds());
    }

    /** Takes the figures of other files into {@code file}: in place of those with the same names, or after them. */
    public static void merge(Path file, List<Path> others) throws IOException {
        Map<String, JsonNode> byName = new LinkedHashMap<>();
        for (Path each : Stream.concat(Stream.of(file), others.stream()).toList()) {
            JSON.readTree(each.toFile())
                    .forEach(node -> byName.put(node.path("name").asText(), node));
        }
        ArrayNode array = JSON.createArrayNode().addAll(byName.values());
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), array);
    }

    public static List<Kept> read(Path file) throws IOException {
        List<Kept> kept = new ArrayList<>();
        for (JsonNode node : JSON.readTree(file.toFile())) {
            Map<Side, Spread> spreads = new EnumMap<>(Side.class);
            NAMES.forEach((side, name) -> {
                JsonNode spread = node.path(name + "Spread");
                if (spread.isObject()) {
                    spreads.put(
                            side,
                            new Spread(
                                    node.path(name).asDouble(),
                                    spread.path("low").asDouble(),
                                    spread.path("high").asDouble(),
                                    spread.path("rounds").asInt()));
                }
            });
            kept.add(new Kept(
                    node.path("name").asText(),
                    node.path("unit").asText(),
                    spreads,
                    node.path("goal").asText(),
                    node.path("met").isBoolean() ? node.path("met").asBoolean() : null,
                    JSON.treeToValue(node.path("circumstances"), Circumstances.class)));
        }
        return kept;
    }
}
