package io.deckhand.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is found after a power cut: the files of a store as they are on disk now, while the agent that uses it goes on. */
public final class Reborn {
    private Reborn() {}

    public static Path copy(Path store) {
        try {
            Path copy = Files.createTempDirectory(store.toAbsolutePath().getParent(), "copy");
            try (var files = Files.list(store)) {
                for (Path file :
                        files.filter(name -> name.toString().endsWith(".log")).toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
