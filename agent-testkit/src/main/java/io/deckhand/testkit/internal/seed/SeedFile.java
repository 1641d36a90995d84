package io.deckhand.testkit.internal.seed;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.deckhand.testkit.internal.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads and writes seeds in YAML, of which JSON is a subset. */
public final class SeedFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // As YAML 1.2 has it: 'mode: on' is a text.
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .build();

    private SeedFile() {}

    /**
     * Parses a seed.
     *
     * @throws IllegalArgumentException whose message names the file and all errors in it
     */
    public static Seed read(Path file) {
        JsonNode document = document(file);
        List<String> problems = new ArrayList<>();
        Seed seed = new SeedReader(file.toAbsolutePath().getParent(), problems).read(document);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "The seed " + file + " cannot be used:\n  " + String.join("\n  ", problems));
        }
        return seed;
    }

    /** {@return a seed's document as YAML} */
    public static String text(ObjectNode document) {
        try {
            return YAML.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree could not be written as YAML.", e);
        }
    }

    private static JsonNode document(Path file) {
        try {
            JsonNode read = YAML.readTree(Files.readString(file));
            // Numbers are then parsed as everywhere in the hub.
            return read.isMissingNode() || read.isNull() ? Json.object() : Json.parse(read.toString());
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new IllegalArgumentException(
                    "The seed " + file + " is not YAML" + where + ": " + inOneLine(e.getOriginalMessage()) + ".", e);
        } catch (IOException e) {
            throw new UncheckedIOException("The seed " + file + " cannot be read. Is it there, and a text file?", e);
        }
    }

    /** The parser's message, without the lines that show the place. */
    private static String inOneLine(String message) {
        return message.lines().filter(line -> !line.startsWith(" ")).collect(Collectors.joining(", "));
    }
}
