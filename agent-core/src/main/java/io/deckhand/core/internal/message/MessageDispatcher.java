package io.deckhand.core.internal.message;

import io.deckhand.CloudMessage;
import io.deckhand.DeadLetter;
import io.deckhand.DeviceAgent;
import io.deckhand.Disposition;
import io.deckhand.core.internal.handler.Durations;
import io.deckhand.core.internal.handler.Handler;
import io.deckhand.core.internal.handler.HandlerOptions;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.Incidents;
import io.deckhand.core.internal.handler.Invocation;
import io.deckhand.core.internal.handler.MessageListener;
import io.deckhand.core.internal.handler.PayloadException;
import io.deckhand.core.internal.handler.Results;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.store.Store;
import io.deckhand.core.internal.threads.AgentThreads;
import io.deckhand.core.internal.threads.Lane;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives cloud-to-device messages, and those to a module's inputs, from the link, handles one at a time, and settles each when its listener has
 * finished, in the order received, as MQTT requires. A wait between attempts delays only later messages.
 */
public final class MessageDispatcher {
    private static final Logger log = LoggerFactory.getLogger(MessageDispatcher.class);

    private final DeviceAgent agent; // passed to listeners
    private final String deviceId;
    private final BooleanSupplier closed;
    private final Lane lane;
    private final List<MessageListener> listeners;
    private final Optional<Handler> deadLetters;

    /** How messages were settled, by message id: the hub delivers a message again if its settlement was lost. */
    private final SettledIds settled;

    /** {@code closed} returns whether the agent is closed. */
    public MessageDispatcher(
            DeviceAgent agent,
            BooleanSupplier closed,
            AgentThreads threads,
            Handlers handlers,
            HandlerOptions options,
            @Nullable Store store) {
        this.agent = agent;
        this.deviceId = agent.deviceId();
        this.closed = closed;
        this.lane = threads.lane();
        this.listeners = handlers.messageListeners();
        this.deadLetters = handlers.deadLetters();
        this.settled = new SettledIds(options.rememberedMessageIds(), store);
    }

    /** Called on a thread of the SDK: only enqueues. */
    public void accept(HubEvent.MessageArrival arrival) {
        lane.execute(() -> handle(arrival));
    }

    private void handle(HubEvent.MessageArrival arrival) {
        String id = id(arrival);
        Disposition before = id == null ? null : settled.get(id);
        if (before != null) {
            log.info("{}: message {} was delivered again, but has already been handled", deviceId, id);
            arrival.link().settle(arrival, before);
            return;
        }
        Disposition disposition = disposition(arrival);
        if (disposition == null) {
            return; // the agent was closed meanwhile: the hub delivers the message again
        }
        log.debug("{}: message {}: {}", deviceId, id, disposition);
        if (id != null && disposition != Disposition.ABANDON) {
            settled.put(
                    id,
                    disposition); // on disk before the settlement: if that is lost, the hub delivers the message again
        }
        arrival.link().settle(arrival, disposition);
    }

    /** Ids to inputs are those of other modules, which do not know of each other. */
    private static @Nullable String id(HubEvent.MessageArrival arrival) {
        String id = arrival.message().messageId();
        return id == null
                ? null
                : arrival.input().map(input -> input + "/" + id).orElse(id);
    }

    private @Nullable Disposition disposition(HubEvent.MessageArrival arrival) {
        CloudMessage message = arrival.message();
        Optional<MessageListener> listener = listeners.stream()
                .filter(candidate -> candidate.takes(message, arrival.input()))
                .findFirst();
        if (listener.isEmpty()) {
            String reason = arrival.input()
                    .map(input -> "No listener for input '" + input + "'.")
                    .orElse("No listener takes it.");
            return bury(arrival, reason, 0);
        }
        int attempts = listener.get().attempts();
        for (int attempt = 1; ; attempt++) {
            Outcome outcome = attempt(listener.get().handler(), arrival);
            if (closed.getAsBoolean() && outcome.failed()) {
                return null;
            }
            if (!outcome.failed()) {
                return outcome.disposition() == Disposition.REJECT
                        ? bury(arrival, "Its listener rejected it.", attempt)
                        : outcome.disposition();
            }
            if (outcome.isFinal() || attempt == attempts) {
                return bury(arrival, outcome.reason(), attempt);
            }
            if (!waitAfter(attempt, listener.get(), message)) {
                return null;
            }
        }
    }

    /** The outcome of an attempt; {@code reason} says why it failed, and is empty if it succeeded. */
    private record Outcome(Disposition disposition, String reason, boolean isFinal) {
        static Outcome of(Disposition disposition) {
            return new Outcome(disposition, "", true);
        }

        static Outcome failure(String reason, boolean isFinal) {
            return new Outcome(Disposition.REJECT, reason, isFinal);
        }

        boolean failed() {
            return !reason.isEmpty();
        }
    }

    private Outcome attempt(Handler listener, HubEvent.MessageArrival arrival) {
        CloudMessage message = arrival.message();
        try {
            Object result =
                    Results.await(listener.invoke(new Invocation.OfMessage(agent, message, arrival.input(), null)));
            Disposition chosen = result instanceof Disposition disposition ? disposition : Disposition.COMPLETE;
            return chosen == Disposition.ABANDON && !arrival.link().canAbandon()
                    ? Outcome.failure("Its listener abandoned it.", false)
                    : Outcome.of(chosen);
        } catch (PayloadException e) {
            log.warn(
                    "{}: message {} does not bind to the parameter of {}: {}",
                    deviceId,
                    message.messageId(),
                    listener,
                    e.getMessage());
            return Outcome.failure(String.valueOf(e.getMessage()), true);
        } catch (Exception e) {
            String id = Incidents.newId();
            log.error("{}: {} failed on message {} [{}]", deviceId, listener, message.messageId(), id, e);
            return Outcome.failure(Incidents.told("Its listener failed.", id), false);
        }
    }

    private boolean waitAfter(int attempt, MessageListener listener, CloudMessage message) {
        log.info(
                "{}: trying message {} again in {}",
                deviceId,
                message.messageId(),
                Durations.inWords(listener.waitAfter(attempt)));
        try {
            Thread.sleep(listener.waitAfter(attempt).toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the agent is closing
            return false;
        }
    }

    private Disposition bury(HubEvent.MessageArrival arrival, String reason, int attempts) {
        CloudMessage message = arrival.message();
        log.warn("{}: rejecting message {} after {} attempts: {}", deviceId, message.messageId(), attempts, reason);
        if (deadLetters.isEmpty()) {
            return Disposition.REJECT;
        }
        try {
            DeadLetter letter = new DeadLetter(message, reason, attempts);
            Object result = Results.await(
                    deadLetters.get().invoke(new Invocation.OfMessage(agent, message, arrival.input(), letter)));
            return result instanceof Disposition chosen && chosen != Disposition.ABANDON ? chosen : Disposition.REJECT;
        } catch (Exception e) {
            log.error("{}: {} failed on message {}", deviceId, deadLetters.get(), message.messageId(), e);
            return Disposition.REJECT;
        }
    }
}
