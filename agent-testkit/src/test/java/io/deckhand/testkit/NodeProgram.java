package io.deckhand.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A script beside these tests, run by Node with the Azure SDKs, which says what it did: one fact, a JSON object, a line. */
final class NodeProgram implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    private final Path output;
    private final Path errors;
    private final Process process;

    /**
     * Starts it.
     *
     * @param directory where its output may be kept
     * @param connectionString what it finds in {@code CONNECTION_STRING}
     */
    NodeProgram(
            NodeSdks sdks, LocalHub hub, Path directory, String connectionString, String script, String... arguments)
            throws IOException {
        output = Files.createTempFile(directory, script, ".out");
        errors = Files.createTempFile(directory, script, ".err");
        List<String> command =
                new ArrayList<>(List.of("node", NodeSdks.SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().put("NODE_PATH", sdks.modules().toString());
        builder.environment().put("NODE_EXTRA_CA_CERTS", hub.caCertificate().toString());
        builder.environment().put("CONNECTION_STRING", connectionString);
        process = builder.start();
    }

    /** Waits until it has said all of these, in whatever order. */
    void awaitFacts(String... expected) {
        List<JsonNode> facts = new ArrayList<>();
        for (String fact : expected) {
            facts.add(read(fact));
        }
        await().atMost(SOON).until(() -> !process.isAlive() || facts().containsAll(facts));
        assertThat(facts()).as(this::complaints).containsAll(facts);
    }

    /** Tells it that nothing more is wanted, and waits until it has ended. {@return its exit code} */
    int end() throws Exception {
        process.getOutputStream().close();
        assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS))
                .as(this::complaints)
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private List<JsonNode> facts() {
        String text = text(output);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(NodeProgram::read)
                .toList();
    }

    private String complaints() {
        return "what it complained of: " + text(errors);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
