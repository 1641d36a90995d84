package io.deckhand.core.internal.link;

import io.deckhand.Disposition;
import io.deckhand.Transport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One connection to a hub, from open to close. The agent communicates with a hub only through links. A link is used
 * once; each connection is a new link.
 *
 * <p>The stages returned here complete on threads of the link: dependent stages may only enqueue.
 */
public interface HubLink {
    /** Creates links. */
    @FunctionalInterface
    interface Factory {
        HubLink create(Transport transport, HubEvents events);

        /** {@return the minimum wait before the next link is opened, after one that failed or was lost} */
        default Duration leastDelay() {
            return Duration.ZERO;
        }
    }

    /**
     * Connects, subscribes to everything, and proves the connection by reading the twin. {@link #abandon(Throwable)}
     * ends it early. The twin arrives as a {@link HubEvent.TwinRead}, in order with the desired-property patches.
     *
     * @param blocking runs blocking tasks on a thread that may block
     * @return completes when the link is open, or fails with a {@link HubLinkException}; {@link #close} must be called
     *     in either case
     */
    CompletionStage<Void> open(Executor blocking);

    /** Reads the twin again. It arrives as a {@link HubEvent.TwinRead}; the stage completes after that. */
    CompletionStage<Void> readTwin();

    /** Answers a call that arrived on this link; completes when the hub has acknowledged the answer. */
    CompletionStage<Void> answer(HubEvent.MethodCall call, MethodAnswer answer);

    /** Settles a message that arrived on this link. */
    void settle(HubEvent.MessageArrival arrival, Disposition disposition);

    /** {@return whether a message can be abandoned or rejected, as over AMQP, and not only completed} */
    boolean canAbandon();

    /** Sends telemetry, in the order of the calls; completes when the hub has acknowledged it. */
    CompletionStage<Void> send(TelemetryMessage message);

    /** {@return how many messages may be unacknowledged at once without being reordered} */
    int telemetryWindow();

    /**
     * Merges a patch, a JSON object, into the reported properties; completes when the hub has answered, or fails with a
     * {@link ReportRefused} if the hub refused it.
     */
    CompletionStage<Void> report(byte[] patch);

    /**
     * {@return the reason why this link counts as dead although no loss was reported, such as an unanswered request}
     */
    Optional<Failure> overdue();

    /**
     * {@return the earliest time until a request may be overdue; requests sent after this call become overdue later}
     */
    Duration untilOverdue();

    /**
     * {@return how long after the start of opening this link should be replaced, before the hub closes it because its
     * token expires}
     */
    Optional<Duration> usableFor();

    /**
     * Resets the connection immediately, from any thread; everything that waits for it fails. {@link #close} must still
     * follow.
     */
    void abandon(Throwable why);

    /**
     * Releases all sockets and threads. The link reports no events from now on.
     *
     * @param blocking runs blocking tasks on a thread that may block
     * @return completes when everything is released, in well under a second
     */
    CompletionStage<Void> close(Executor blocking);
}
