package io.deckhand.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The size of Deckhand's own jars on a device: it is made for small machines, so the jars must not grow unnoticed. */
class JarSizeIT {
    private static final long MOST_KILOBYTES = 930;

    @Test
    void theJarsOfAnAgentAreSmall() throws IOException {
        long bytes = 0;
        for (String module : List.of("agent-api", "agent-core")) {
            bytes += jar(Path.of("..", module, "target"), module);
        }
        assertThat(bytes).as("bytes of agent-api and agent-core").isLessThanOrEqualTo(MOST_KILOBYTES * 1024);
    }

    private static long jar(Path target, String module) throws IOException {
        try (Stream<Path> files = Files.list(target)) {
            Path jar = files.filter(
                            file -> file.getFileName().toString().matches(module + "-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow();
            return Files.size(jar);
        }
    }
}
