package io.deckhand.core.internal.connect;

import io.deckhand.ConnectionState;
import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.internal.link.Failure;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubEvents;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.HubLinkException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the connection. One thread opens a link, waits for its loss, closes it, waits as long as {@link Outage} says, and opens
 * the next; nobody else opens or closes one. That is what keeps clear of the SDK's deadlocks between the two.
 */
public final class Supervisor {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

    /** A request may be found so much later than it is overdue, so that many of about one age are looked through once. */
    private static final Duration TOLERANCE = Duration.ofMillis(100);

    private final String deviceId;
    private final HubLink.Factory links;
    private final Transports transports;
    private final Observer observer;
    private final TimeSource time;
    private final Outage outage;

    private final Object lock = new Object();
    private ConnectionState state = ConnectionState.DISCONNECTED;
    private Instant since;
    private Duration enteredAt;
    private @Nullable HubLink link;
    private HubEvent.@Nullable LinkLost loss;
    private @Nullable Failure lastFailure;
    private @Nullable Instant nextAttempt;
    private int failures;
    private long connects;
    private boolean networkChanged;
    private boolean closing;

    /** Who is told what happens to the connection, on the supervisor's thread: must not block. */
    public interface Observer extends HubEvents {
        void opened(HubLink link);

        void lost();

        void changed(ConnectionState state);
    }

    /** The connection at one moment. */
    public record Snapshot(
            ConnectionState state,
            Instant since,
            int failures,
            Optional<Failure> lastFailure,
            Optional<Instant> nextAttempt,
            long connects) {}

    public Supervisor(
            String deviceId,
            HubLink.Factory links,
            List<Transport> transports,
            ReconnectPolicy policy,
            Observer observer,
            TimeSource time) {
        this.deviceId = deviceId;
        this.links = links;
        this.transports = new Transports(transports);
        this.observer = observer;
        this.time = time;
        this.outage = new Outage(policy);
        this.since = time.now();
        this.enteredAt = time.elapsed();
    }

    /** Keeps the agent connected until {@link #close()}: the body of the supervisor's thread. */
    public void run() {
        while (!isClosing()) {
            Optional<Failure> failure = attempt();
            if (!isClosing()) {
                failure.ifPresent(this::awaitNextAttempt);
            }
        }
        enter(ConnectionState.CLOSED);
    }

    /** Whatever goes wrong, there is a next attempt: without this thread a device that nobody can reach stays away for good. */
    private Optional<Failure> attempt() {
        try {
            return holdConnection();
        } catch (RuntimeException | Error e) {
            log.error("{}: an attempt to connect ended in what is no failure to connect", deviceId, e);
            return Optional.of(outage.failed(new Failure(FailureCause.UNKNOWN, e)));
        }
    }

    /** Connects once, and stays until the connection is lost, has to be renewed, or the agent closes. {@return what went wrong} */
    private Optional<Failure> holdConnection() {
        HubLink opening = links.create(transports.current(), this::accept);
        synchronized (lock) {
            if (closing) {
                opening.abandon(
                        new IOException("The agent is closing")); // it closed just before there was a link to abandon
            }
            link = opening;
            loss = null;
            networkChanged = false;
        }
        Duration begun = time.elapsed();
        outage.attempted(begun);
        enter(ConnectionState.CONNECTING);
        try {
            opening.open();
            Optional<Failure> failure = stayConnected(opening, begun).map(loss -> outage.lost(loss, lasted()));
            if (failure.isEmpty()) {
                outage.ended();
            }
            return failure;
        } catch (HubLinkException e) {
            Failure failure = outage.failed(e.failure());
            transports.failed(failure.cause());
            return Optional.of(failure);
        } finally {
            observer.lost();
            close(opening);
            enter(ConnectionState.DISCONNECTED);
        }
    }

    private Optional<Failure> stayConnected(HubLink opened, Duration begun) {
        synchronized (lock) {
            connects++;
        }
        observer.opened(opened);
        enter(ConnectionState.CONNECTED);
        log.info("{}: connected", deviceId);
        return awaitLoss(opened, opened.usableFor().map(begun::plus));
    }

    private Duration lasted() {
        synchronized (lock) {
            return time.elapsed().minus(enteredAt);
        }
    }

    private void close(HubLink ending) {
        try {
            ending.close();
        } catch (RuntimeException | Error e) {
            log.warn("{}: the Azure SDK failed to close a connection", deviceId, e);
        }
    }

    private void awaitNextAttempt(Failure failure) {
        Duration delay = longer(outage.delayBeforeNext(failure.cause()), outage.leastDelay(time.elapsed()));
        log.warn("{}: {} Attempt {} follows in {}.", deviceId, failure, outage.failures() + 1, delay);
        Duration due = time.elapsed().plus(delay);
        synchronized (lock) {
            lastFailure = failure;
            failures = outage.failures();
            nextAttempt = time.now().plus(delay);
            while (!closing && time.elapsed().compareTo(due) < 0) {
                waitForChange(due.minus(time.elapsed()));
                if (networkChanged) {
                    due = time.elapsed().plus(outage.leastDelay(time.elapsed()));
                }
            }
            nextAttempt = null;
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Called on a thread of the SDK: only hands over. */
    private void accept(HubEvent event) {
        if (event instanceof HubEvent.LinkLost lost) {
            synchronized (lock) {
                if (lost.link() == link) { // else it is told late, of a link that was closed meanwhile
                    loss = lost;
                    lock.notifyAll();
                }
            }
        } else {
            observer.accept(event);
        }
    }

    /** A loss that the link tells, or one that it does not: a request that nobody answers. Nothing, if its time is simply up. */
    private Optional<Failure> awaitLoss(HubLink opened, Optional<Duration> until) {
        synchronized (lock) {
            while (loss == null && !closing) {
                waitForChange(untilNextCheck(opened, until));
                Optional<Failure> overdue = opened.overdue();
                if (loss == null && overdue.isPresent()) {
                    return overdue;
                }
                if (loss == null && until.isPresent() && time.elapsed().compareTo(until.get()) >= 0) {
                    log.info("{}: connecting anew, before the hub ends the connection for its old token", deviceId);
                    return Optional.empty();
                }
            }
            return Optional.of(loss == null ? new Failure(FailureCause.CONNECTION_LOST, null) : loss.failure());
        }
    }

    /** {@return how long nothing can be due: an idle connection wakes nobody in between} */
    private Duration untilNextCheck(HubLink opened, Optional<Duration> until) {
        Duration next = longer(opened.untilOverdue(), TOLERANCE);
        return until.map(end -> end.minus(time.elapsed()))
                .filter(left -> left.compareTo(next) < 0)
                .orElse(next);
    }

    private void waitForChange(Duration atMost) {
        try {
            time.await(lock, atMost);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but by mistake; closing has its own flag.
            log.debug("{}: interrupted; going on", deviceId);
        }
    }

    /** Ends the wait for the next attempt, if there is one. */
    public void networkChanged() {
        synchronized (lock) {
            networkChanged = true;
            lock.notifyAll();
        }
    }

    public Snapshot snapshot() {
        synchronized (lock) {
            return new Snapshot(
                    state,
                    since,
                    state == ConnectionState.CONNECTED ? 0 : failures,
                    Optional.ofNullable(lastFailure),
                    Optional.ofNullable(nextAttempt),
                    connects);
        }
    }

    /** {@return why the last attempt failed or the last connection was lost, in a sentence or two} */
    public Optional<String> lastFailure() {
        return snapshot().lastFailure().map(Failure::toString);
    }

    /** Ends {@link #run()} from any thread, whatever it waits for. Does not wait for the end. */
    public void close() {
        HubLink abandoned;
        synchronized (lock) {
            closing = true;
            abandoned = link;
            lock.notifyAll();
        }
        if (abandoned != null) {
            abandoned.abandon(new IOException("The agent is closing"));
        }
    }

    private boolean isClosing() {
        synchronized (lock) {
            return closing;
        }
    }

    private void enter(ConnectionState next) {
        synchronized (lock) {
            if (state == next) {
                return;
            }
            state = next;
            since = time.now();
            enteredAt = time.elapsed();
        }
        observer.changed(next);
    }
}
