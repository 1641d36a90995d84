package io.deckhand.core.internal.link;

import io.deckhand.Disposition;
import io.deckhand.Transport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One connection to a hub, from open to close: the only way the agent reaches a hub. A link is used once; the next
 * connection is a new link.
 *
 * <p>Stages returned here complete on threads of the link: whoever depends on them may only enqueue.
 */
public interface HubLink {
    /** Makes links, each unused. */
    @FunctionalInterface
    interface Factory {
        HubLink create(Transport transport, HubEvents events);

        /** {@return how long the next link should wait at least, after one that failed or was lost} */
        default Duration leastDelay() {
            return Duration.ZERO;
        }
    }

    /**
     * Connects, subscribes to everything, and proves the connection by reading the twin. {@link #abandon(Throwable)} ends it early.
     * The twin arrives as a {@link HubEvent.TwinRead}, in its order among the changes.
     *
     * @param blocking runs what has to wait, on a thread that may
     * @return completes when the link is open, or fails with a {@link HubLinkException}; {@link #close} must be called all the same
     */
    CompletionStage<Void> open(Executor blocking);

    /** Reads the twin again: it arrives as a {@link HubEvent.TwinRead}, and then the stage completes. */
    CompletionStage<Void> readTwin();

    /** Answers a call that arrived on this link; completes when the hub has acknowledged the answer. */
    CompletionStage<Void> answer(HubEvent.MethodCall call, MethodAnswer answer);

    /** Tells the hub what became of a message that arrived on this link. */
    void settle(HubEvent.MessageArrival arrival, Disposition disposition);

    /** {@return whether the hub can be told to deliver a message again, as over AMQP, and not only that it arrived} */
    boolean canAbandon();

    /** Sends telemetry, in the order of the calls; completes when the hub has acknowledged it. */
    CompletionStage<Void> send(TelemetryMessage message);

    /** {@return how many messages may be under way at once without one overtaking another} */
    int telemetryWindow();

    /**
     * Merges a patch, a JSON object, into the reported properties; completes when the hub has answered, exceptionally with a
     * {@link ReportRefused} if it refused.
     */
    CompletionStage<Void> report(byte[] patch);

    /** {@return why this link must be taken for dead though nobody said so, if it must: a request that nobody answers} */
    Optional<Failure> overdue();

    /** {@return how long until a request may be overdue at the earliest; what is sent after this is not overdue before that} */
    Duration untilOverdue();

    /** {@return how long after opening began this link should make way for a new one: before the hub ends it for its old token} */
    Optional<Duration> usableFor();

    /** Resets the connection from any thread, at once: whatever waits for it ends. {@link #close} must still follow. */
    void abandon(Throwable why);

    /**
     * Releases everything: sockets, threads. Nothing happens on the link from now on.
     *
     * @param blocking runs what has to wait, on a thread that may
     * @return completes when all is released, well within a second
     */
    CompletionStage<Void> close(Executor blocking);
}
