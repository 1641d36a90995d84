package io.deckhand.gateway.internal.link;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.deckhand.core.internal.link.Progress;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A limit that does not count the time in which the bytes of a connection move. */
final class ProgressLimit {
    private final EventLoop loop;
    private final Progress.Wait wait;
    private final Duration limit;
    private final Runnable over;
    private volatile @Nullable Future<?> next;
    private volatile boolean ended;

    private ProgressLimit(EventLoop loop, Progress.Wait wait, Duration limit, Runnable over) {
        this.loop = loop;
        this.wait = wait;
        this.limit = limit;
        this.over = over;
    }

    /** {@return a limit that starts now} {@code over} is called on the event loop when it is over, unless it was ended before. */
    static ProgressLimit start(EventLoop loop, Progress progress, Duration limit, Runnable over) {
        ProgressLimit started = new ProgressLimit(loop, progress.startWait(), limit, over);
        started.lookIn(limit);
        return started;
    }

    private void lookIn(Duration left) {
        next = loop.schedule(this::look, left.toNanos(), NANOSECONDS);
    }

    private void look() {
        if (ended) {
            return;
        }
        Duration left = wait.left(limit);
        if (left.isZero() || left.isNegative()) {
            over.run();
        } else {
            lookIn(left);
        }
    }

    /** May be called by any thread. */
    void end() {
        ended = true;
        Future<?> planned = next;
        if (planned != null) {
            planned.cancel(false);
        }
    }
}
