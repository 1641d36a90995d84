package io.deckhand.core.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The Java of the pages is that of the tests beside this one, region by region. After changing a region, run this
 * test with {@code -Ddeckhand.guide=write}, which copies it into the page.
 */
class GuideTest {
    private static final Pattern REGION =
            Pattern.compile("^ *// region (\\S+)\\R(.*?)^ *// endregion\\R", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern BLOCK =
            Pattern.compile("(<!-- region (\\S+) -->\\R)?```java\\R(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({"handlers.md, guide", "identity.md, guide/identity", "migrating.md, guide/migrating"})
    void theGuideShowsCodeThatIsCompiledAndRun(String name, String directory) throws IOException {
        shows(Path.of("../docs", name), regions(Path.of("src/test/java/io/deckhand/core", directory), 1));
    }

    /** Built and run by the profile compat. */
    @ParameterizedTest
    @CsvSource({"spring.md, spring-boot", "quarkus.md, quarkus", "observability.md, observability"})
    void theRecipesShowTheCodeOfTheSmallApplications(String name, String application) throws IOException {
        shows(Path.of("../docs", name), regions(Path.of("../agent-compat/src/it", application, "src"), 9));
    }

    private static void shows(Path page, Map<String, String> regions) throws IOException {
        if ("write".equals(System.getProperty("deckhand.guide"))) {
            Files.writeString(page, copied(Files.readString(page), regions));
        }
        Map<String, String> shown = new LinkedHashMap<>();
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
            assertThat(block.group(2)).as("the region of%n%s", block.group(3)).isNotNull();
            shown.put(block.group(2), block.group(3));
        }
        shown.forEach((region, code) -> assertThat(code).as(region).isEqualTo(regions.get(region)));
        assertThat(new TreeSet<>(shown.keySet())).isEqualTo(new TreeSet<>(regions.keySet()));
    }

    private static String copied(String page, Map<String, String> regions) {
        return BLOCK.matcher(page)
                .replaceAll(block -> Matcher.quoteReplacement("<!-- region " + block.group(2) + " -->\n```java\n"
                        + regions.getOrDefault(block.group(2), block.group(3)) + "```"));
    }

    private static Map<String, String> regions(Path sources, int depth) throws IOException {
        Map<String, String> regions = new TreeMap<>();
        try (Stream<Path> files = Files.walk(sources, depth)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                Matcher region = REGION.matcher(read(file));
                while (region.find()) {
                    assertThat(regions.put(region.group(1), outdented(region.group(2))))
                            .as("a second region %s", region.group(1))
                            .isNull();
                }
            }
        }
        assertThat(regions).isNotEmpty();
        return regions;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String outdented(String code) {
        List<String> lines = code.lines().toList();
        int indent = lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return lines.stream()
                .map(line -> line.isBlank() ? "" : line.substring(indent))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
