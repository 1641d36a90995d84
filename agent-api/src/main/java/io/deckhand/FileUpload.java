package io.deckhand;

/**
 * An uploaded file: it is in the hub's storage, and the hub was notified.
 *
 * @param blobName its name in the container, the device id first: {@code fan-7/logs/boot.txt}
 * @param size how many bytes it has
 * @param sha256 the SHA-256 of its bytes in lower-case hexadecimal, as in the metadata of the blob under {@code sha256}
 * @since 0.1
 */
public record FileUpload(String blobName, long size, String sha256) {}
