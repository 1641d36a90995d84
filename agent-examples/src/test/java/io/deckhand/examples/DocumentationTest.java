package io.deckhand.examples;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java of the pages compiles. Blocks with a region are copied from tests (GuideTest of agent-core); the others are
 * compiled here, in surroundings that declare what they do not show: {@code Surroundings.java} of the test resources.
 */
class DocumentationTest {
    private static final Path ROOT = Path.of("..");

    private static final Pattern BLOCK = Pattern.compile("(?s)(<!-- region \\S+ -->\\R)?```java\\R(.*?)```");

    /** Left out by the page: three dots that are neither in a string nor a vararg. */
    private static final Pattern LEFT_OUT = Pattern.compile("(?m)(?<=^|[\\s{])\\.\\.\\.(?=\\s|$)");

    /** An annotated method, without its class. */
    private static final Pattern MEMBER = Pattern.compile("^@\\w+(\\(.*\\))?\\R(?!.*\\bclass\\b)");

    /** First lines of blocks that are not compiled, and why. */
    private static final Map<String, String> NOT_COMPILED = Map.of(
            "GenericContainer<?> hub = new GenericContainer<>(\"deckhand-hub\")",
            "Testcontainers is no dependency of the project",
            "SecurityProvider security = new SecurityProviderSymmetricKey(key.getBytes(UTF_8), \"fan-7\") {",
            "the provisioning client is a dependency of the tests of agent-core and agent-testkit only",
            "EventHubConsumerClient reader = new EventHubClientBuilder()",
            "the Event Hubs client is a dependency of the tests of agent-testkit only");

    private static final String IMPORTS = Stream.of(
                    "com.azure.core.credential.AzureSasCredential",
                    "com.microsoft.azure.sdk.iot.device.ClientOptions",
                    "com.microsoft.azure.sdk.iot.device.DeviceClient",
                    "com.microsoft.azure.sdk.iot.device.IotHubClientProtocol",
                    "com.microsoft.azure.sdk.iot.service.auth.*",
                    "com.microsoft.azure.sdk.iot.service.registry.*",
                    "io.deckhand.*",
                    "io.deckhand.core.*",
                    "io.deckhand.gateway.*",
                    "io.deckhand.identity.*",
                    "io.deckhand.testkit.*",
                    "java.io.*",
                    "java.net.URI",
                    "java.nio.file.*",
                    "java.time.*",
                    "java.util.*",
                    "javax.net.ssl.SSLContext",
                    "org.junit.jupiter.api.Test",
                    "static org.awaitility.Awaitility.await",
                    "static org.junit.jupiter.api.Assertions.assertEquals")
            .map(name -> "import " + name + "; ")
            .collect(Collectors.joining());

    /** A block as a class, whose lines have the numbers that they have on the page. */
    private static final class Snippet extends SimpleJavaFileObject {
        private final String source;

        Snippet(String name, String source) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.source = source;
        }

        static Snippet of(String page, int line, String code) {
            String name = page.replaceAll("\\W", "_") + "_" + line;
            String whole = LEFT_OUT.matcher(code).replaceAll("").stripTrailing();
            boolean isMember = MEMBER.matcher(code).lookingAt();
            String end = whole.endsWith(";") || whole.endsWith("}") || whole.contains("//") ? "" : ";";
            return new Snippet(
                    name,
                    IMPORTS + "abstract class " + name + " extends Surroundings {"
                            + (isMember ? "" : " void code() throws Exception {") + "\n".repeat(line)
                            + whole + end + (isMember ? "\n}" : "\n}}"));
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }
    }

    @TempDir
    private Path classes;

    @Test
    void theCodeOfThePagesCompiles() throws IOException {
        List<Snippet> sources = new ArrayList<>(List.of(surroundings()));
        TreeSet<String> leftOut = new TreeSet<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            Matcher block = BLOCK.matcher(text);
            while (block.find()) {
                String code = block.group(2);
                if (block.group(1) == null && !NOT_COMPILED.containsKey(firstLine(code))) {
                    int line = (int) text.substring(0, block.start(2)).lines().count();
                    sources.add(Snippet.of(page.getFileName().toString(), line, code));
                } else if (block.group(1) == null) {
                    leftOut.add(firstLine(code));
                }
            }
        }
        assertThat(sources).hasSizeGreaterThan(20);
        assertThat(leftOut).as("the exceptions exist").isEqualTo(new TreeSet<>(NOT_COMPILED.keySet()));
        assertThat(errors(sources)).isEmpty();
    }

    private static String firstLine(String code) {
        return code.lines().findFirst().orElse("");
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    private static Snippet surroundings() throws IOException {
        try (InputStream in = requireNonNull(DocumentationTest.class.getResourceAsStream("Surroundings.java"))) {
            return new Snippet("Surroundings", IMPORTS + new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private List<String> errors(List<Snippet> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        boolean isCompiled = compiler.getTask(
                        null,
                        null,
                        found,
                        List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-classpath", classPath),
                        null,
                        sources)
                .call();
        List<String> errors = found.getDiagnostics().stream()
                .filter(each -> each.getKind() == javax.tools.Diagnostic.Kind.ERROR)
                .map(each -> (each.getSource() == null ? "" : each.getSource().getName()) + ", line "
                        + each.getLineNumber() + " of the page: " + each.getMessage(null))
                .toList();
        assertThat(isCompiled || !errors.isEmpty()).isTrue();
        return errors;
    }
}
