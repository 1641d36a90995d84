package io.deckhand.bench.rows;

import io.deckhand.bench.BenchCommand;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The jars that a program with an agent needs, as collected by the build of the bench. */
record AgentJars(long ourBytes, long allBytes) {

    /** {@return their sizes; empty if the bench was not started from its jar} */
    static Optional<AgentJars> find() throws URISyntaxException {
        Path bench = Path.of(BenchCommand.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path directory = bench.resolveSibling("agent-lib");
        File[] jars = directory.toFile().listFiles((folder, name) -> name.endsWith(".jar"));
        if (jars == null || !Files.isRegularFile(bench)) {
            return Optional.empty();
        }
        List<File> all = Arrays.asList(jars);
        return Optional.of(new AgentJars(
                bytes(all.stream()
                        .filter(jar -> jar.getName().startsWith("agent-"))
                        .toList()),
                bytes(all)));
    }

    private static long bytes(List<File> jars) {
        return jars.stream().mapToLong(File::length).sum();
    }
}
