package io.deckhand.core.internal.telemetry;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.deckhand.AgentException;
import io.deckhand.DeviceAgent;
import io.deckhand.SendOptions;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.Invocation;
import io.deckhand.core.internal.handler.Results;
import io.deckhand.core.internal.threads.AgentThreads;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One telemetry source and its schedule, on a fixed grid so that it does not drift. */
final class TelemetrySource {
    private static final Logger log = LoggerFactory.getLogger(TelemetrySource.class);

    private final Handlers.Source source;
    private final DeviceAgent agent; // passed to the source
    private final Telemetry telemetry;
    private final AgentThreads threads;
    private final SendOptions options;

    private Duration interval;
    private boolean started;
    private long last;
    private @Nullable Future<?> next;
    private boolean taking;
    private int pending;
    private long leftOut;

    TelemetrySource(Handlers.Source source, DeviceAgent agent, Telemetry telemetry, AgentThreads threads) {
        this.source = source;
        this.agent = agent;
        this.telemetry = telemetry;
        this.threads = threads;
        this.interval = source.interval();
        this.options = source.component().map(SendOptions.NONE::component).orElse(SendOptions.NONE);
    }

    String name() {
        return source.name();
    }

    synchronized void start() {
        if (!started) {
            started = true;
            last = System.nanoTime() - interval.toNanos();
            schedule();
        }
    }

    synchronized Duration interval() {
        return interval;
    }

    /** Sets the interval; zero pauses the source. */
    synchronized void every(Duration wanted) {
        interval = wanted;
        if (started) {
            leavePast();
            schedule();
        }
    }

    /** Skips past times: the source was paused or had a longer interval then. */
    private void leavePast() {
        long now = System.nanoTime();
        if (!interval.isZero() && now - last > interval.toNanos()) {
            last = now - interval.toNanos();
        }
    }

    synchronized long leftOut() {
        return leftOut;
    }

    private void schedule() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
        if (!interval.isZero()) {
            long wait = Math.max(0, last + interval.toNanos() - System.nanoTime());
            try {
                next = threads.schedule(this::tick, wait, NANOSECONDS);
            } catch (RejectedExecutionException closed) {
                started = false;
            }
        }
    }

    /** Called on the timer: only enqueues. */
    private synchronized void tick() {
        if (interval.isZero()) {
            return; // the source was paused meanwhile
        }
        long missed = (System.nanoTime() - last) / interval.toNanos();
        last += Math.max(1, missed) * interval.toNanos();
        leftOut += Math.max(0, missed - 1);
        schedule();
        if (taking || pending >= source.pending()) {
            leftOut++;
        } else {
            taking = true;
            threads.run(this::take);
        }
    }

    private void take() {
        try {
            Object reading = Results.await(source.handler().invoke(new Invocation.OfTelemetry(agent, name())));
            if (reading != null) {
                send(reading);
            }
        } catch (AgentException | IllegalArgumentException e) {
            log.warn("{}: a value of '{}' is not sent: {}", agent.deviceId(), name(), e.getMessage());
        } catch (Exception e) {
            log.error("{}: telemetry source {} failed", agent.deviceId(), source.handler(), e);
        } finally {
            synchronized (this) {
                taking = false;
            }
        }
    }

    private void send(Object reading) {
        change(1);
        try {
            telemetry.accept(reading, options).whenComplete((sent, failure) -> change(-1));
        } catch (RuntimeException | Error refused) {
            change(-1);
            throw refused;
        }
    }

    private synchronized void change(int more) {
        pending += more;
    }
}
