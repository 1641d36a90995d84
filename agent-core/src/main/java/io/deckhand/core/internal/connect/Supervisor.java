package io.deckhand.core.internal.connect;

import io.deckhand.ConnectionState;
import io.deckhand.core.FailureCause;
import io.deckhand.core.ReconnectPolicy;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubEvents;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.HubLinkException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the connection. One thread opens a link, waits for its loss, closes it, waits as long as the policy says, and opens the
 * next; nobody else opens or closes one. That is what keeps clear of the SDK's deadlocks between the two.
 */
public final class Supervisor {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

    /** A connection that lasted this long counts as stable: the next failure starts the delays anew. */
    private static final Duration STABLE_AFTER = Duration.ofSeconds(30);

    private static final ReconnectPolicy FALLBACK =
            ReconnectPolicy.exponential(Duration.ofSeconds(1), Duration.ofMinutes(2));

    private final String deviceId;
    private final HubLink.Factory links;
    private final ReconnectPolicy policy;
    private final Observer observer;

    private final Object lock = new Object();
    private ConnectionState state = ConnectionState.DISCONNECTED;
    private @Nullable HubLink link;
    private HubEvent.@Nullable LinkLost loss;
    private @Nullable Failure lastFailure;
    private boolean closing;

    /** Who is told what happens to the connection, on the supervisor's thread: must not block. */
    public interface Observer extends HubEvents {
        void opened(HubLink link);

        void lost();

        void changed(ConnectionState state);
    }

    public Supervisor(String deviceId, HubLink.Factory links, ReconnectPolicy policy, Observer observer) {
        this.deviceId = deviceId;
        this.links = links;
        this.policy = policy;
        this.observer = observer;
    }

    /** Keeps the agent connected until {@link #close()}: the body of the supervisor's thread. */
    public void run() {
        int attempt = 0;
        while (!isClosing()) {
            long openedAt = System.nanoTime();
            Failure failure = holdConnection();
            if (isClosing()) {
                break;
            }
            boolean wasStable = System.nanoTime() - openedAt > STABLE_AFTER.toNanos();
            attempt = wasStable ? 1 : attempt + 1;
            Duration delay = delayBefore(attempt, failure.cause());
            log.warn("{}: {} Attempt {} follows in {}.", deviceId, failure, attempt, delay);
            await(delay);
        }
        enter(ConnectionState.CLOSED);
    }

    /** Connects once, and stays until the connection is lost or the agent closes. */
    private Failure holdConnection() {
        HubLink opening = links.create(this::accept);
        synchronized (lock) {
            link = opening;
            loss = null;
        }
        enter(ConnectionState.CONNECTING);
        try {
            opening.open();
            observer.opened(opening);
            enter(ConnectionState.CONNECTED);
            log.info("{}: connected", deviceId);
            return remember(FailureDiagnosis.ofLoss(awaitLoss()));
        } catch (HubLinkException e) {
            return remember(FailureDiagnosis.ofAttempt(e));
        } finally {
            observer.lost();
            close(opening);
            enter(ConnectionState.DISCONNECTED);
        }
    }

    private void close(HubLink ending) {
        try {
            ending.close();
        } catch (RuntimeException e) {
            log.warn("{}: the Azure SDK failed to close a connection", deviceId, e);
        }
    }

    private Failure remember(Failure failure) {
        synchronized (lock) {
            lastFailure = failure;
        }
        return failure;
    }

    /** Called on a thread of the SDK: only hands over. */
    private void accept(HubEvent event) {
        if (event instanceof HubEvent.LinkLost lost) {
            synchronized (lock) {
                loss = lost;
                lock.notifyAll();
            }
        } else {
            observer.accept(event);
        }
    }

    private @Nullable Throwable awaitLoss() {
        synchronized (lock) {
            while (loss == null && !closing) {
                waitForChange(0);
            }
            return loss == null ? null : loss.cause();
        }
    }

    private void await(Duration delay) {
        long until = System.nanoTime() + delay.toNanos();
        synchronized (lock) {
            long left = delay.toMillis();
            while (left > 0 && !closing) {
                waitForChange(left);
                left = (until - System.nanoTime()) / 1_000_000;
            }
        }
    }

    @SuppressWarnings("WaitNotInLoop") // both callers loop
    private void waitForChange(long millis) {
        try {
            lock.wait(millis);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but by mistake; closing has its own flag.
            log.debug("{}: interrupted; going on", deviceId);
        }
    }

    private Duration delayBefore(int attempt, FailureCause cause) {
        try {
            Duration delay = policy.delayBefore(attempt, cause);
            if (!delay.isNegative()) {
                return delay;
            }
            log.error("{}: the reconnect policy returned {}; the default decides instead", deviceId, delay);
        } catch (RuntimeException e) {
            log.error("{}: the reconnect policy failed; the default decides instead", deviceId, e);
        }
        return FALLBACK.delayBefore(attempt, cause);
    }

    public ConnectionState state() {
        synchronized (lock) {
            return state;
        }
    }

    /** {@return why the last attempt failed or the last connection was lost, in a sentence or two} */
    public Optional<String> lastFailure() {
        synchronized (lock) {
            return Optional.ofNullable(lastFailure).map(Failure::toString);
        }
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
            abandoned.abandon();
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
        }
        observer.changed(next);
    }
}
