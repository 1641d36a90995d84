package io.deckhand.core.internal.link.sdk;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The thread that opens a link, while it does so. Interrupting it is the only reliable way to end the opening: Proton
 * does not give access to its socket, and Paho never wakes the thread that waits for a connection if the connection
 * ends at the moment it is established.
 */
final class OpeningThread {
    private @Nullable Thread thread;
    private @Nullable Throwable reason;

    /** @throws IOException if the opening was interrupted before it began */
    synchronized void begins() throws IOException {
        if (reason != null) {
            throw new IOException("The opening was cancelled before it began", reason);
        }
        thread = Thread.currentThread();
    }

    /** The opening is over. A late interrupt must not affect the next task of the thread. */
    synchronized void ends() {
        thread = null;
        if (reason != null) {
            Thread.interrupted();
        }
    }

    /**
     * Interrupts the opening, now or as soon as it begins; the first reason counts. {@return whether the thread was
     * opening}
     */
    synchronized boolean interrupt(Throwable why) {
        if (reason == null) {
            reason = why;
        }
        if (thread == null) {
            return false;
        }
        thread.interrupt();
        return true;
    }

    synchronized Optional<Throwable> interruptedFor() {
        return Optional.ofNullable(reason);
    }
}
