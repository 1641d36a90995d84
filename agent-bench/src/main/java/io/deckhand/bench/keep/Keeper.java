package io.deckhand.bench.keep;

import java.util.concurrent.TimeUnit;

/** A queue of messages that outlives the process. */
interface Keeper extends AutoCloseable {
    /** What may be lost at a power cut. */
    long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    void add(byte[] body) throws Exception;

    /** Forces what was added or taken so far to the device, if it is not there yet. */
    void force() throws Exception;

    /** Forces as the window wants it; called after each message. */
    void window() throws Exception;

    /** {@return whether there was a message: the oldest one is read, and gone} */
    boolean take() throws Exception;

    @Override
    void close() throws Exception;
}
