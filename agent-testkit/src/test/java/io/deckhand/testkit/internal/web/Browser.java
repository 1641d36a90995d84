package io.deckhand.testkit.internal.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.fixture.ClientProgram;
import io.deckhand.testkit.fixture.NodeSdks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real browser, driven through playwright-core. Where either is missing, tests that need it are skipped and say so. */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));

    private final ClientProgram program;
    private int lastOrder;

    private Browser(ClientProgram program) {
        this.program = program;
    }

    static Browser start(Path directory) throws Exception {
        Path chromium = PLACES.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> abort("Chromium is not installed; on Debian: apt-get install chromium"));
        NodeSdks sdks = NodeSdks.install();
        ProcessBuilder builder = new ProcessBuilder(
                "node",
                NodeSdks.SCRIPTS.resolve("browser.js").toString(),
                chromium.toString(),
                Files.createTempDirectory(directory, "profile").toString());
        builder.environment().put("NODE_PATH", sdks.modules().toString());
        ClientProgram program = new ClientProgram(builder, "", directory);
        program.awaitFact(fact -> fact.has("ready"));
        return new Browser(program);
    }

    /** Opens an address, in light colours. */
    void open(String url) throws Exception {
        open(url, "light", 1280, 800);
    }

    void open(String url, String colors, int width, int height) throws Exception {
        order(
                "open",
                JSON.createObjectNode()
                        .put("url", url)
                        .put("colors", colors)
                        .put("width", width)
                        .put("height", height));
    }

    void click(String role, String name) throws Exception {
        order("click", JSON.createObjectNode().put("role", role).put("name", name));
    }

    void choose(String label, String option) throws Exception {
        order("choose", JSON.createObjectNode().put("label", label).put("option", option));
    }

    void fill(String label, String text) throws Exception {
        order("fill", JSON.createObjectNode().put("label", label).put("text", text));
    }

    void press(String key) throws Exception {
        order("press", JSON.createObjectNode().put("key", key));
    }

    void type(String text) throws Exception {
        order("type", JSON.createObjectNode().put("text", text));
    }

    /** Waits until the page shows a text. */
    void sees(String text) throws Exception {
        order("see", JSON.createObjectNode().put("text", text));
    }

    void sees(String text, String within) throws Exception {
        order("see", JSON.createObjectNode().put("text", text).put("within", within));
    }

    /** Waits until the page does not show a text. */
    void doesNotSee(String text, String within) throws Exception {
        order("miss", JSON.createObjectNode().put("text", text).put("within", within));
    }

    /** Waits until the page has an element. */
    void finds(String selector) throws Exception {
        order("find", JSON.createObjectNode().put("selector", selector));
    }

    JsonNode read(String script) throws Exception {
        return order("read", JSON.createObjectNode().put("script", script));
    }

    void screenshot(Path file) throws Exception {
        order("screenshot", JSON.createObjectNode().put("path", file.toString()));
    }

    /** {@return errors of the page, and requests that went elsewhere than to this machine} */
    JsonNode problems() throws Exception {
        return order("problems", JSON.createObjectNode());
    }

    private JsonNode order(String action, ObjectNode details) throws Exception {
        lastOrder++;
        int id = lastOrder;
        program.tell(details.put("id", id).put("action", action));
        JsonNode fact = program.awaitFact(
                said -> said.path("done").asInt() == id || said.path("failed").asInt() == id);
        assertThat(fact.has("failed"))
                .as(() -> details + ": " + fact.toPrettyString())
                .isFalse();
        return fact.path("value");
    }

    @Override
    public void close() throws Exception {
        program.end();
        program.close();
    }
}
