package io.deckhand.testkit.internal.upload;

/**
 * The place to which a device may upload a file.
 *
 * @param sasToken the query that lets it, with its question mark
 */
public record UploadSlot(String correlationId, String blobName, String sasToken) {
    /** Says nothing of the token, so that logs never hold one. */
    @Override
    public String toString() {
        return "UploadSlot[" + blobName + "]";
    }
}
