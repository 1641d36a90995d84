package io.deckhand.core.internal.link.sdk;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The thread that opens a link, for as long as it does. Interrupting it is the only sure way to end an opening: Proton keeps its
 * socket to itself, and Paho forgets whoever waits for a connection that ends in the moment in which it is made.
 */
final class OpeningThread {
    private @Nullable Thread thread;
    private @Nullable Throwable reason;

    /** @throws IOException if it was interrupted before it began */
    synchronized void begins() throws IOException {
        if (reason != null) {
            throw new IOException("Given up before it began", reason);
        }
        thread = Thread.currentThread();
    }

    /** An interrupt has done its work, or comes too late: it must not hit what the thread does next. */
    synchronized void ends() {
        thread = null;
        if (reason != null) {
            Thread.interrupted();
        }
    }

    /** Interrupts it, at once or when it begins; the first reason counts. {@return whether it was opening} */
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
