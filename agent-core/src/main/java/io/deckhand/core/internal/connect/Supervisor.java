package io.deckhand.core.internal.connect;

import io.deckhand.ConnectionState;
import io.deckhand.ConnectionTransition;
import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.internal.handler.Durations;
import io.deckhand.core.internal.link.Failure;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubEvents;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.HubLinkException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the connection: opens a link, waits for its loss, closes it, waits as long as {@link Outage} says, and opens the
 * next. No other class opens or closes links, and the supervisor never does both at the same time, which avoids the
 * SDK's deadlocks between the two.
 *
 * <p>It runs in steps, one at a time, and holds no thread between them.
 */
public final class Supervisor {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

    /**
     * How much later an overdue request may be detected, so that one check covers many requests of about the same age.
     */
    private static final Duration TOLERANCE = Duration.ofMillis(100);

    private final String deviceId;
    private final HubLink.Factory links;
    private final Transports transports;
    private final Observer observer;
    private final Execution execution;
    private final TimeSource time;
    private final Outage outage;
    private final ConnectionStatus status;
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    private final Signals signals = new Signals();

    // Used only by steps, which run one at a time.
    private Phase phase = Phase.IDLE;
    private TimeSource.@Nullable Alarm alarm;
    private Duration begun = Duration.ZERO;
    private Duration due = Duration.ZERO;
    private Optional<Duration> until = Optional.empty();

    /** The event that the next step waits for. */
    private enum Phase {
        IDLE,
        ADMISSION,
        OPENING,
        LOSS,
        RELEASE,
        NEXT_ATTEMPT,
        OVER
    }

    /** Receives events of the connection, called in steps of the supervisor: must not block. */
    public interface Observer extends HubEvents {
        void opened(HubLink link);

        void lost();

        void changed(ConnectionTransition change);
    }

    /**
     * The executors of a supervisor: {@code steps} runs one task at a time, in order; {@code blocking} runs tasks that
     * block.
     */
    public record Execution(TimeSource time, Executor steps, Executor blocking, Admission admission) {}

    /** The connection at one point in time. */
    public record Snapshot(
            ConnectionState state,
            Instant since,
            int failures,
            Optional<Failure> lastFailure,
            Optional<Instant> nextAttempt,
            long connects,
            Map<FailureCause, Long> causes) {}

    public Supervisor(
            String deviceId,
            HubLink.Factory links,
            List<Transport> transports,
            ReconnectPolicy policy,
            Observer observer,
            Execution execution) {
        this.deviceId = deviceId;
        this.links = links;
        this.transports = new Transports(transports);
        this.observer = observer;
        this.execution = execution;
        this.time = execution.time();
        this.outage = new Outage(policy);
        this.status = new ConnectionStatus(time);
    }

    /** Keeps the agent connected from now until {@link #close()}. */
    public void start() {
        execution.steps().execute(() -> {
            if (phase == Phase.IDLE) {
                requestAttempt();
            }
        });
    }

    private void requestAttempt() {
        status.attempting();
        if (isClosing()) {
            end();
        } else {
            phase = Phase.ADMISSION;
            execution.admission().request(() -> execution.steps().execute(this::attempt));
        }
    }

    /**
     * After any failure there is a next attempt: otherwise a device that cannot be reached would stay offline
     * permanently.
     */
    private void attempt() {
        if (phase == Phase.OVER) {
            execution.admission().over(); // closed while it waited for its turn
            return;
        }
        HubLink opening;
        try {
            opening = links.create(transports.current(), this::accept);
        } catch (RuntimeException | Error e) {
            execution.admission().over();
            awaitNextAttempt(unexpected(e));
            return;
        }
        open(opening);
    }

    private void open(HubLink opening) {
        phase = Phase.OPENING;
        if (signals.open(opening)) {
            opening.abandon(new IOException("The agent is closing")); // closed just before there was a link to abandon
        }
        begun = time.elapsed();
        outage.attempted(begun);
        log.debug("{}: connecting over {}", deviceId, transports.current());
        enter(ConnectionState.CONNECTING);
        try {
            opening.open(execution.blocking())
                    .whenComplete((nothing, failure) -> execution.steps().execute(() -> opened(opening, failure)));
        } catch (RuntimeException | Error e) {
            opened(opening, e);
        }
    }

    private void opened(HubLink opened, @Nullable Throwable failure) {
        execution.admission().over();
        if (failure != null) {
            release(opened, Optional.of(failedAttempt(failure)));
            return;
        }
        try {
            status.connected();
            until = opened.usableFor().map(begun::plus);
            observer.opened(opened);
        } catch (RuntimeException | Error e) {
            release(opened, Optional.of(unexpected(e)));
            return;
        }
        enter(ConnectionState.CONNECTED);
        log.info("{}: connected", deviceId);
        phase = Phase.LOSS;
        awaitLoss(opened);
    }

    private Failure failedAttempt(Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (failure instanceof HubLinkException named) {
            transports.failed(named.failure().cause());
            return outage.failed(named.failure());
        }
        return unexpected(failure);
    }

    private Failure unexpected(Throwable failure) {
        log.error("{}: a connection attempt failed with an unexpected exception", deviceId, failure);
        return outage.failed(new Failure(FailureCause.UNKNOWN, failure));
    }

    private void awaitLoss(HubLink opened) {
        try {
            endOrWait(opened);
        } catch (RuntimeException | Error e) {
            release(opened, Optional.of(unexpected(e)));
        }
    }

    /**
     * Ends the link if it reported its loss, if a request is unanswered for too long, or if its time is over; otherwise
     * waits.
     */
    private void endOrWait(HubLink opened) {
        HubEvent.LinkLost reported = signals.loss();
        String renewing = signals.renewal();
        Optional<Failure> overdue = opened.overdue();
        if (reported != null) {
            lost(opened, reported.failure());
        } else if (isClosing()) {
            lost(opened, new Failure(FailureCause.CONNECTION_LOST, null));
        } else if (overdue.isPresent()) {
            lost(opened, overdue.get());
        } else if (renewing != null) {
            log.info("{}: reconnecting: {}", deviceId, renewing);
            outage.ended();
            release(opened, Optional.empty());
        } else if (until.isPresent() && time.elapsed().compareTo(until.get()) >= 0) {
            log.info("{}: reconnecting, before the hub closes the connection because its token expires", deviceId);
            outage.ended();
            release(opened, Optional.empty());
        } else {
            wakeIn(untilNextCheck(opened));
        }
    }

    private void lost(HubLink opened, Failure failure) {
        release(opened, Optional.of(outage.lost(failure, status.lasted())));
    }

    /** {@return how long no check is needed: an idle connection wakes no thread in between} */
    private Duration untilNextCheck(HubLink opened) {
        Duration next = longer(opened.untilOverdue(), TOLERANCE);
        return until.map(end -> end.minus(time.elapsed()))
                .filter(left -> left.compareTo(next) < 0)
                .orElse(next);
    }

    private void release(HubLink ending, Optional<Failure> failure) {
        phase = Phase.RELEASE;
        cancelAlarm();
        signals.release();
        tell(observer::lost);
        try {
            ending.close(execution.blocking())
                    .whenComplete((nothing, problem) -> execution.steps().execute(() -> released(failure, problem)));
        } catch (RuntimeException | Error e) {
            released(failure, e);
        }
    }

    private void released(Optional<Failure> failure, @Nullable Throwable problem) {
        if (problem != null) {
            log.warn("{}: a connection was not closed properly", deviceId, problem);
        }
        enter(ConnectionState.DISCONNECTED, isClosing() ? Optional.empty() : failure);
        if (isClosing()) {
            end();
        } else if (failure.isPresent()) {
            awaitNextAttempt(failure.get());
        } else {
            requestAttempt();
        }
    }

    private void awaitNextAttempt(Failure failure) {
        Duration least = longer(outage.leastDelay(time.elapsed()), links.leastDelay());
        Duration delay = longer(outage.delayBeforeNext(failure.cause()), least);
        log.warn(
                "{}: {} Attempt {} follows in {}.", deviceId, failure, outage.failures() + 1, Durations.inWords(delay));
        due = time.elapsed().plus(delay);
        status.failed(failure, outage.failures(), time.now().plus(delay));
        phase = Phase.NEXT_ATTEMPT;
        attemptWhenDue();
    }

    private void attemptWhenDue() {
        Duration left = due.minus(time.elapsed());
        if (isClosing()) {
            end();
        } else if (left.isZero() || left.isNegative()) {
            requestAttempt();
        } else {
            wakeIn(left);
        }
    }

    private void wakeIn(Duration delay) {
        cancelAlarm();
        alarm = time.schedule(delay, this::wakeSoon);
    }

    /** May be called from any thread. */
    private void wakeSoon() {
        execution.steps().execute(this::wake);
    }

    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    /**
     * Something has changed, or time has passed: checks again whether the awaited event has occurred. Unnecessary calls
     * are harmless.
     */
    private void wake() {
        switch (phase) {
            case LOSS -> {
                HubLink opened = signals.link();
                if (opened != null) {
                    awaitLoss(opened);
                }
            }
            case NEXT_ATTEMPT -> {
                if (signals.hasNetworkChanged()) {
                    due = time.elapsed().plus(outage.leastDelay(time.elapsed()));
                }
                attemptWhenDue();
            }
            case IDLE, ADMISSION -> {
                if (isClosing()) {
                    end();
                }
            }
            case OPENING, RELEASE, OVER -> {} // the awaited event starts the next step itself
        }
    }

    private void end() {
        phase = Phase.OVER;
        cancelAlarm();
        enter(ConnectionState.CLOSED);
        over.complete(null);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Called on a thread of the link: only enqueues. */
    private void accept(HubEvent event) {
        if (event instanceof HubEvent.LinkLost lost) {
            if (signals.lose(lost)) {
                wakeSoon();
            }
        } else {
            observer.accept(event);
        }
    }

    /** Ends the current connection, if there is one, in favour of a new one. */
    public void renew(String why) {
        signals.renew(why);
        wakeSoon();
    }

    /** Cuts short the wait for the next attempt, if there is one. */
    public void networkChanged() {
        signals.changeNetwork();
        wakeSoon();
    }

    public Snapshot snapshot() {
        return status.snapshot();
    }

    /** {@return why the last attempt failed or the last connection was lost, in a sentence or two} */
    public Optional<String> lastFailure() {
        return snapshot().lastFailure().map(Failure::toString);
    }

    /**
     * Ends the connection and all attempts, in any phase; may be called from any thread. {@return completes when the
     * connection is released}
     */
    public CompletableFuture<Void> close() {
        HubLink abandoned = signals.close();
        if (abandoned != null) {
            abandoned.abandon(new IOException("The agent is closing"));
        }
        wakeSoon();
        return over;
    }

    private boolean isClosing() {
        return signals.isClosing();
    }

    private void enter(ConnectionState next) {
        enter(next, Optional.empty());
    }

    private void enter(ConnectionState next, Optional<Failure> failure) {
        Optional<ConnectionState> previous = status.enter(next);
        if (previous.isPresent()) {
            ConnectionTransition change = new ConnectionTransition(
                    previous.get(), next, failure.map(Failure::cause), failure.map(Failure::toString));
            tell(() -> observer.changed(change));
        }
    }

    /** A bug in an observer must not stop the supervisor. */
    private void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | Error e) {
            log.error("{}: an observer failed on a change of the connection", deviceId, e);
        }
    }
}
