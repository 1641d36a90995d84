package io.deckhand.bench.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory below {@code java.io.tmpdir} until it is closed: that must be on the device that is measured. */
record Scratch(Path directory) implements AutoCloseable {
    static Scratch make() throws IOException {
        return new Scratch(Files.createTempDirectory("deckhand-bench"));
    }

    /** {@return a directory in it that is there} */
    String in(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name)).toString();
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(directory)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
