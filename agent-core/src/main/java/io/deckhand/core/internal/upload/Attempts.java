package io.deckhand.core.internal.upload;

import io.deckhand.AgentException;
import io.deckhand.FailureCause;
import io.deckhand.core.internal.handler.Durations;
import io.deckhand.core.internal.https.HttpsCaller;
import io.deckhand.core.internal.link.Failure;
import io.deckhand.core.internal.link.FailureSearch;
import io.deckhand.identity.CredentialException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Repeats the steps of one upload until each succeeds, is refused permanently, or has failed for too long. Blocks the
 * thread of the upload; another thread may wake or end it.
 */
final class Attempts {
    /** How long a connection may transfer no byte before it counts as dead. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration FALLBACK = Duration.ofSeconds(10);
    private static final FailureSearch SEARCH =
            new FailureSearch(evidence -> String.valueOf(evidence.getMessage()).startsWith("Unable to tunnel through")
                    ? FailureCause.PROXY_REFUSED
                    : null);

    private final Means means;
    private final String name;
    private final Duration giveUpAfter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private @Nullable Thread thread;
    private @Nullable HttpsCaller busy;
    private @Nullable AgentException end;
    private @Nullable Future<?> watch;
    private long wakes;

    /** A step, which may be repeated. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException, CredentialException;
    }

    Attempts(Means means, String name, Duration giveUpAfter) {
        this.means = means;
        this.name = name;
        this.giveUpAfter = giveUpAfter;
    }

    /** Sets the calling thread as the thread of the upload. */
    void begin() {
        locked(() -> thread = Thread.currentThread());
        watchSoon();
    }

    /** The thread no longer belongs to the upload, and is not interrupted any more. */
    void over() {
        locked(() -> {
            thread = null;
            busy = null;
            if (watch != null) {
                watch.cancel(false);
            }
        });
        Thread.interrupted();
    }

    /** Sets the connection that the thread is about to wait for. */
    void busyWith(HttpsCaller caller) {
        locked(() -> {
            busy = caller;
            if (end != null) {
                caller.reset();
            }
        });
    }

    /** Runs a step until it succeeds. */
    void persist(Step step) {
        long begun = System.nanoTime();
        for (int failures = 1; ; failures++) {
            checkWanted();
            long seen = wakes();
            try {
                step.run();
                return;
            } catch (IOException | CredentialException e) {
                checkWanted();
                Duration left = giveUpAfter.minusNanos(System.nanoTime() - begun);
                pause(delay(e, failures, left), seen);
            } finally {
                locked(() -> busy = null);
            }
        }
    }

    private Duration delay(Exception e, int failures, Duration left) {
        if (e instanceof Refused refused && !refused.isPassing()) {
            throw new AgentException("'" + name + "' was not uploaded: " + e.getMessage() + ". " + refused.remedy(), e);
        }
        Failure failure = SEARCH.ofAttempt(e);
        if (left.isNegative() || left.isZero()) {
            String why = e instanceof Refused refused ? e.getMessage() + ". " + refused.remedy() : failure.toString();
            throw new AgentException(
                    "'" + name + "' was not uploaded: there was no progress for " + Durations.inWords(giveUpAfter)
                            + ", last because " + why,
                    e);
        }
        Duration wanted = paced(failures, failure.cause());
        if (e instanceof Refused refused) {
            Duration asked = refused.retryAfter().orElse(Duration.ZERO);
            wanted = asked.compareTo(wanted) > 0 ? asked : wanted;
        }
        return wanted.compareTo(left) < 0 ? wanted : left;
    }

    private Duration paced(int failures, FailureCause cause) {
        try {
            Duration delay = means.pace().delayBefore(failures, cause);
            return delay == null || delay.isNegative() ? FALLBACK : delay;
        } catch (RuntimeException | Error policyFailed) {
            return FALLBACK; // the supervisor logs it at each attempt
        }
    }

    private void pause(Duration delay, long seen) {
        lock.lock();
        try {
            long nanos = TimeUnit.NANOSECONDS.convert(delay);
            while (nanos > 0 && end == null && wakes == seen) {
                nanos = woken.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            // Only the end interrupts, and it is checked next.
        } finally {
            lock.unlock();
        }
        checkWanted();
    }

    private long wakes() {
        lock.lock();
        try {
            return wakes;
        } finally {
            lock.unlock();
        }
    }

    void wake() {
        locked(() -> {
            wakes++;
            woken.signalAll();
        });
    }

    boolean isEnded() {
        lock.lock();
        try {
            return end != null;
        } finally {
            lock.unlock();
        }
    }

    void checkWanted() {
        lock.lock();
        try {
            if (end != null) {
                throw end;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the upload, whether it waits for a connection, pauses, or reads content. */
    void end(AgentException why) {
        locked(() -> {
            if (end == null) {
                end = why;
            }
            if (busy != null) {
                busy.reset();
            }
            if (thread != null) {
                thread.interrupt();
            }
            woken.signalAll();
        });
    }

    /** Checks for a stalled connection, for which the JDK's client has no timeout. */
    private void watchSoon() {
        try {
            Future<?> next = means.threads().schedule(this::look, PATIENCE.toMillis() / 2, TimeUnit.MILLISECONDS);
            locked(() -> watch = next);
        } catch (RejectedExecutionException closed) {
            // The agent is closed, and this upload ends with it.
        }
    }

    private void look() {
        boolean goesOn;
        lock.lock();
        try {
            goesOn = thread != null;
            if (busy != null && busy.stalledFor().compareTo(PATIENCE.multipliedBy(2)) > 0) {
                busy.reset();
            }
        } finally {
            lock.unlock();
        }
        if (goesOn) {
            watchSoon();
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
