package io.deckhand.testkit.internal.blob;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * A block blob that was uploaded.
 *
 * @param name within the container
 * @param file holds its content
 * @param md5 the MD5 of the whole in Base64, as its uploader said; empty if it did not
 * @param metadata the metadata set by its uploader, by lower-case name
 */
public record Blob(
        String name,
        Path file,
        long size,
        String contentType,
        String md5,
        Map<String, String> metadata,
        Instant changed) {
    public Blob {
        metadata = Map.copyOf(metadata);
    }
}
