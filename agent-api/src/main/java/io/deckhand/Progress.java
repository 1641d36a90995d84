package io.deckhand;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a long-running method has got: a parameter of a handler with {@link DirectMethod#longRunning()}.
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
    /** {@return the id the caller was given} */
    String operationId();

    /**
     * Reports how far it is, in the device twin. May be called often: the twin is told the last of it, at most once a second.
     *
     * @param percent 0 to 100
     * @param message what is being done, for people; cut after 200 characters
     * @throws IllegalArgumentException if the number is out of range
     */
    void report(int percent, String message);

    /**
     * {@return whether it should end: somebody asked to cancel it, or its time is up} The thread was interrupted, too. A handler that
     * returns after this was true is reported as {@code cancelled}, with the last percent reported.
     */
    boolean isCancelled();

    /**
     * Saves what the next run needs to go on, for a handler with {@link DirectMethod#resumable()}. With a store, it returns once that is
     * on disk, as long as the disk works; without one it is forgotten with the process.
     *
     * @param state anything that turns into JSON of 16 KB at most; replaces what was saved before
     * @throws IllegalArgumentException if it does not
     */
    void save(@Nullable Object state);

    /**
     * {@return what was saved last, by this run or by one that the end of its process interrupted; empty if nothing was}
     *
     * @param type what to bind it to
     * @param <T> the same
     * @throws IllegalArgumentException if it does not bind
     */
    <T> Optional<T> saved(Class<T> type);
}
