package io.deckhand.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A client of a hub in a process of its own, which says what it did: one fact, a JSON object, a line. */
public final class ClientProgram implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(100);
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    private final Path output;
    private final Path errors;
    private final Process process;

    /**
     * Starts it.
     *
     * @param connectionString what it finds in {@code CONNECTION_STRING}
     * @param directory where its output may be kept
     */
    public ClientProgram(ProcessBuilder builder, String connectionString, Path directory) throws IOException {
        output = Files.createTempFile(directory, "program", ".out");
        errors = Files.createTempFile(directory, "program", ".err");
        builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().put("CONNECTION_STRING", connectionString);
        process = builder.start();
    }

    /** Waits until it has said all of these, in whatever order. */
    public void awaitFacts(String... expected) {
        List<JsonNode> facts = Stream.of(expected).map(ClientProgram::read).toList();
        await().atMost(SOON)
                .failFast("the program has ended", () -> !process.isAlive() && !facts().containsAll(facts))
                .untilAsserted(() -> assertThat(facts()).as(this::complaints).containsAll(facts));
    }

    /** Waits until it has said something of this kind. {@return the first such fact} */
    public JsonNode awaitFact(Predicate<JsonNode> which) {
        await().atMost(SOON).until(() -> !process.isAlive() || facts().stream().anyMatch(which));
        assertThat(facts()).as(this::complaints).anyMatch(which);
        return facts().stream().filter(which).findFirst().orElseThrow();
    }

    /** Sends it a line. */
    public void tell(JsonNode line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Tells it that nothing more is wanted, and waits until it has ended. {@return its exit code} */
    public int end() throws Exception {
        process.getOutputStream().close();
        assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS))
                .as(this::complaints)
                .isTrue();
        return process.exitValue();
    }

    /** {@return all it has said so far} */
    public List<JsonNode> facts() {
        String text = text(output);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(ClientProgram::read)
                .toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
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
