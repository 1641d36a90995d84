package io.deckhand;

/**
 * A file that was uploaded: it is in the storage of the hub, which was notified.
 *
 * @param blobName its name in the container, the device id first: {@code fan-7/logs/boot.txt}
 * @param size how many bytes it has
 * @param sha256 the SHA-256 of its bytes in lower-case hexadecimal, as in the metadata of the blob under {@code sha256}
 * @since 0.1
 */
public record FileUpload(String blobName, long size, String sha256) {}
