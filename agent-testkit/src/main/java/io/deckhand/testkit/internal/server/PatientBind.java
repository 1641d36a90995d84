package io.deckhand.testkit.internal.server;

import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Binds a port that may become free shortly. A child process that is just starting holds copies of this process's
 * sockets until it runs, so the port of a closed hub can still be taken for some milliseconds.
 */
final class PatientBind {
    private static final long LIMIT = Duration.ofSeconds(1).toNanos();
    private static final long PAUSE = Duration.ofMillis(20).toNanos();

    private PatientBind() {}

    /** @throws UncheckedIOException when the port stays taken, or cannot be bound for another reason */
    static <S> S bind(Supplier<S> server) {
        long until = System.nanoTime() + LIMIT;
        while (true) {
            try {
                return server.get();
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof BindException) || System.nanoTime() >= until) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE);
            }
        }
    }
}
