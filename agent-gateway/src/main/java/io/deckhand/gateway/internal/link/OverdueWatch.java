package io.deckhand.gateway.internal.link;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.deckhand.core.internal.link.Exchange;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Finds requests that the hub leaves unanswered: on the event loop, and only while a request is unanswered. */
final class OverdueWatch {
    /**
     * How much later an overdue request may be detected, so that one check covers many requests of about the same age.
     */
    private static final int TOLERANCE_MILLIS = 100;

    private final EventLoop loop;
    private final Exchange exchange;
    private final Duration answerTimeout;
    private final Consumer<TimeoutException> overdue;
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile boolean over;

    /** {@code overdue} is called once at most. */
    OverdueWatch(EventLoop loop, Exchange exchange, Duration answerTimeout, Consumer<TimeoutException> overdue) {
        this.loop = loop;
        this.exchange = exchange;
        this.answerTimeout = answerTimeout;
        this.overdue = overdue;
    }

    /** A request was sent. May be called by any thread. */
    void watch() {
        if (!watching.get()) {
            lookIn(answerTimeout.toMillis());
        }
    }

    private void lookIn(long millis) {
        if (watching.compareAndSet(false, true)) {
            loop.schedule(this::look, millis, MILLISECONDS);
        }
    }

    private void look() {
        watching.set(false);
        if (over || exchange.isQuiet()) {
            return; // the next request starts the checks again
        }
        Duration left = exchange.untilOverdue(answerTimeout);
        if (left.isZero() || left.isNegative()) {
            over = true;
            overdue.accept(new TimeoutException(
                    "The hub has left a request unanswered for " + answerTimeout.toSeconds() + " s"));
        } else {
            lookIn(left.toMillis() + TOLERANCE_MILLIS);
        }
    }

    /** The connection has ended. */
    void end() {
        over = true;
    }
}
