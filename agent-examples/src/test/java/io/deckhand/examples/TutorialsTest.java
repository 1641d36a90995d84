package io.deckhand.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/tutorials.md says how long the programs are: it shall stay true. */
class TutorialsTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "deckhand", "examples");
    private static final Path TUTORIALS = Path.of("..", "docs", "tutorials.md");

    @ParameterizedTest
    @ValueSource(classes = {SimulatedDevice.class, TelemetryDevice.class, RebootDevice.class})
    void aDeviceHasUnderSixtyLinesWithoutImports(Class<?> device) throws IOException {
        assertThat(source(device))
                .filteredOn(line -> !line.startsWith("import "))
                .hasSizeLessThan(60);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                SimulatedDevice.class,
                TelemetryDevice.class,
                RebootDevice.class,
                CallMethod.class,
                SetTelemetryInterval.class,
                RebootAndWatch.class
            })
    void theTutorialsSayHowLongAProgramIs(Class<?> program) throws IOException {
        String name = Examples.commandLine().getSubcommands().entrySet().stream()
                .filter(entry -> entry.getValue().getCommand().getClass() == program)
                .map(entry -> entry.getKey())
                .findFirst()
                .orElseThrow();
        long lines = source(program).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("import "))
                .filter(line -> !line.startsWith("//") && !line.startsWith("/*") && !line.startsWith("*"))
                .count();
        assertThat(Files.readAllLines(TUTORIALS))
                .as("%s has %d lines", name, lines)
                .anyMatch(line -> line.startsWith("| `" + name + "` | " + lines + " | "));
    }

    private static List<String> source(Class<?> program) throws IOException {
        return Files.readAllLines(SOURCES.resolve(program.getSimpleName() + ".java"));
    }
}
