package io.deckhand.core.internal.link;

import org.jspecify.annotations.Nullable;

/** The thread that opens a link, for as long as it does: interrupting it is the only way to end an AMQP client's opening. */
final class OpeningThread {
    private @Nullable Thread thread;
    private boolean interrupted;

    synchronized void begins() {
        thread = Thread.currentThread();
    }

    /** An interrupt has done its work, or comes too late: it must not hit what the thread does next. */
    synchronized void ends() {
        thread = null;
        if (interrupted) {
            Thread.interrupted();
        }
    }

    /** Interrupts it. {@return whether it was opening} */
    synchronized boolean interrupt() {
        if (thread == null) {
            return false;
        }
        interrupted = true;
        thread.interrupt();
        return true;
    }
}
