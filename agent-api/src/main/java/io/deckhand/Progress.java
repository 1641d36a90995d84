package io.deckhand;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reports the progress of a long-running method: a parameter of a handler with {@link DirectMethod#longRunning()}.
 *
 * <pre>{@code
 * @DirectMethod(longRunning = true)
 * String updateFirmware(Update update, Progress progress) throws InterruptedException {
 *     for (int block = 0; block < update.blocks(); block++) {
 *         flash.write(block);
 *         progress.report(100 * block / update.blocks(), "writing");
 *     }
 *     return flash.version();
 * }
 * }</pre>
 *
 * <p>Safe for use by any thread.
 *
 * @since 0.1
 */
public interface Progress {
    /** {@return the id that the caller received} */
    String operationId();

    /**
     * Reports the progress in the device twin. May be called often: the latest values are reported at most once a
     * second.
     *
     * @param percent 0 to 100
     * @param message a text for people; truncated after 200 characters
     * @throws IllegalArgumentException if the number is out of range
     */
    void report(int percent, String message);

    /**
     * {@return whether the operation should end: it was cancelled, or its time limit has passed} The thread was
     * interrupted, too. If the handler returns after this was true, the operation is reported as {@code cancelled},
     * with the last reported percentage.
     */
    boolean isCancelled();

    /**
     * Saves the state that the next run needs to continue, for a handler with {@link DirectMethod#resumable()}. With a
     * store, it returns once the state is on disk, as long as the disk works; without a store, the state is lost with
     * the process.
     *
     * @param state any value that serializes to at most 16 KB of JSON; replaces the state saved before
     * @throws IllegalArgumentException if it does not
     */
    void save(@Nullable Object state);

    /**
     * {@return the state saved last, by this run or by an earlier run that was interrupted by the end of its process;
     * empty if none was saved}
     *
     * @param type the type to bind it to
     * @param <T> the same
     * @throws IllegalArgumentException if it does not bind
     */
    <T> Optional<T> saved(Class<T> type);
}
