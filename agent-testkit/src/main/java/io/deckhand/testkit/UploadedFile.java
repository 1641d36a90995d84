package io.deckhand.testkit;

import java.util.Map;

/**
 * A file that a device has uploaded, as it is in the hub's blob container.
 *
 * @param name its name without the device's id, such as {@code logs/boot.txt}
 * @param content its bytes
 * @param contentType the content type set by its uploader, by default {@code application/octet-stream}
 * @param metadata the blob's metadata by lower-case name
 * @since 0.1
 */
@SuppressWarnings("ArrayRecordComponent") // Neither altered nor compared.
public record UploadedFile(String name, byte[] content, String contentType, Map<String, String> metadata) {
    /**
     * Copies the metadata.
     *
     * @param name as in the record
     * @param content as in the record
     * @param contentType as in the record
     * @param metadata as in the record
     */
    public UploadedFile {
        metadata = Map.copyOf(metadata);
    }
}
