package io.deckhand.testkit.internal.upload;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * A block blob that was uploaded.
 *
 * @param name within the container
 * @param file holds its content
 * @param metadata what its uploader said of it, by lower-case name
 */
public record Blob(
        String name, Path file, long size, String contentType, Map<String, String> metadata, Instant changed) {
    public Blob {
        metadata = Map.copyOf(metadata);
    }
}
