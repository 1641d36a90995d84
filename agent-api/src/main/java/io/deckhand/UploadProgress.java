package io.deckhand;

import java.util.OptionalLong;

/**
 * Receives the progress of an upload.
 *
 * <pre>{@code
 * agent.upload("logs/boot.txt", file, UploadOptions.NONE.onProgress((sent, total) -> display.show(sent)));
 * }</pre>
 *
 * @since 0.1
 */
@FunctionalInterface
public interface UploadProgress {
    /**
     * Called when storage has received a further part, on the thread of this upload, which waits meanwhile. An
     * exception is logged and has no other effect.
     *
     * @param sent how many bytes the storage has
     * @param total how many bytes there are; empty for an {@link java.io.InputStream}
     */
    void uploaded(long sent, OptionalLong total);
}
