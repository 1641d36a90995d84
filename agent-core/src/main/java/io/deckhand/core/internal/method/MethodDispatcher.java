package io.deckhand.core.internal.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.DeviceAgent;
import io.deckhand.MethodLimits;
import io.deckhand.MethodRegistry;
import io.deckhand.core.internal.handler.Durations;
import io.deckhand.core.internal.handler.HandlerOptions;
import io.deckhand.core.internal.handler.HandlerScanner;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.MethodAnswer;
import io.deckhand.core.internal.store.Store;
import io.deckhand.core.internal.threads.AgentThreads;
import io.deckhand.core.internal.threads.Lane;
import io.deckhand.core.internal.threads.SharedSlots;
import io.deckhand.core.internal.twin.ReportedState;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives direct-method calls from the link, runs their handlers, and makes sure that each call is answered exactly
 * once.
 */
public final class MethodDispatcher {
    private static final Logger log = LoggerFactory.getLogger(MethodDispatcher.class);

    private final DeviceAgent agent; // passed to handlers
    private final String deviceId;
    private final AgentThreads threads;
    private final Responder responder;
    private final PendingCall.Context context;
    private final MethodLanes lanes;
    private final Operations operations;
    private final AnswerListeners listeners;

    /**
     * Sends answers that do not come from a handler. Not on the threads of the SDK or the timer, as sending may block.
     */
    private final Lane refusals;

    private final PendingCalls pending = new PendingCalls();
    private final Expiry expiry;
    private final Outstanding unacknowledged = new Outstanding();
    private final AtomicLong late = new AtomicLong();
    private volatile boolean closing;

    public MethodDispatcher(
            DeviceAgent agent,
            AgentThreads threads,
            Json json,
            ReportedState reported,
            List<Handlers.Method> methods,
            HandlerOptions options,
            @Nullable Store store) {
        this.agent = agent;
        this.deviceId = agent.deviceId();
        this.threads = threads;
        this.responder = new Responder(deviceId, json);
        this.context = new PendingCall.Context(agent, responder, threads::run, this::answer, this::tooLate);
        this.refusals = threads.lane();
        this.expiry = new Expiry(threads, pending, call -> refusals.execute(() -> expire(call)));
        SharedSlots slots = new SharedSlots(options.sharedThreads());
        this.operations = new Operations(deviceId, reported, threads, json, new KeptOperations(json, store));
        this.listeners = new AnswerListeners(deviceId);
        this.lanes = new MethodLanes(
                method -> new MethodLane(method, lane(method.limits(), slots), context),
                object -> HandlerScanner.scanMethods(json, options.validator(), object),
                options.interceptors(),
                operations,
                listeners);
        lanes.add(methods);
        if (options.describeMethods()) {
            lanes.add(List.of(MethodLanes.describing(lanes)));
        }
    }

    private Lane lane(MethodLimits limits, SharedSlots slots) {
        return threads.lane(limits.concurrency(), limits.queue(), slots);
    }

    /** Resumes the operations that an earlier agent left. */
    public void start() {
        operations.resume(agent);
    }

    /** Reads from the twin which operations an earlier agent reported. */
    public void read(JsonNode reported) {
        operations.read(reported);
    }

    /** {@return how many results were dropped because their calls had already been answered} */
    public long lateResults() {
        return late.get();
    }

    public MethodRegistry registry() {
        return lanes;
    }

    /** {@return the currently registered methods, sorted by name} */
    public List<Handlers.Method> methods() {
        return lanes.methods();
    }

    /** Called on a thread of the SDK: only enqueues. */
    public void accept(HubEvent.MethodCall call) {
        String name = call.request().method();
        MethodLane taken = lanes.find(name);
        if (taken == null) {
            long arrived = System.nanoTime();
            refusals.execute(() -> refuseUnknown(call, name, arrived));
            return;
        }
        PendingCall waiting = new PendingCall(call, taken);
        pending.add(waiting);
        if (closing) {
            refusals.execute(() -> waiting.answerInstead(responder.closing()));
        } else if (taken.lane().offer(waiting)) {
            expiry.watch(waiting);
        } else {
            refusals.execute(() -> waiting.answerInstead(responder.busy(name)));
        }
    }

    private void refuseUnknown(HubEvent.MethodCall call, String name, long arrived) {
        MethodAnswer answer = responder.unknownMethod(name, lanes.names());
        listeners.answered(name, false, answer.status(), System.nanoTime() - arrived);
        send(call, answer, null);
    }

    private void expire(PendingCall call) {
        String limit = Durations.inWords(call.method().limits().timeout());
        if (call.answerInstead(responder.timedOut(call.method().name(), limit))) {
            call.lane().withdraw(call);
            log.warn(
                    "{}: direct method '{}' did not finish within {}",
                    deviceId,
                    call.method().name(),
                    limit);
        }
    }

    private void answer(PendingCall call, MethodAnswer answer, @Nullable Runnable afterwards) {
        pending.remove(call);
        if (log.isDebugEnabled()) {
            log.debug(
                    "{}: direct method '{}' answered {} after {} ms",
                    deviceId,
                    call.method().name(),
                    answer.status(),
                    call.nanos() / 1_000_000);
        }
        listeners.answered(call.method().name(), true, answer.status(), call.nanos());
        send(call.call(), answer, afterwards);
    }

    private void tooLate(PendingCall call) {
        log.warn(
                "{}: the handler of direct method '{}' finished after the agent had answered the call; its result "
                        + "is dropped ({} so far)",
                deviceId,
                call.method().name(),
                late.incrementAndGet());
    }

    private void send(HubEvent.MethodCall call, MethodAnswer answer, @Nullable Runnable afterwards) {
        unacknowledged.add();
        call.link().answer(call, answer).whenComplete((nothing, failure) -> {
            unacknowledged.remove();
            acknowledged(call, afterwards, failure);
        });
    }

    /** Called on a thread of the SDK, so the action after the answer runs in the pool. */
    private void acknowledged(HubEvent.MethodCall call, @Nullable Runnable afterwards, @Nullable Throwable failure) {
        String method = call.request().method();
        if (failure != null) {
            log.warn(
                    "{}: the hub did not acknowledge the answer of direct method '{}'{}: {}",
                    deviceId,
                    method,
                    afterwards == null ? "" : "; the action after the answer does not run",
                    failure.toString());
        } else if (afterwards != null) {
            threads.run(() -> runAfterwards(method, afterwards));
        }
    }

    private void runAfterwards(String method, Runnable afterwards) {
        try {
            afterwards.run();
        } catch (RuntimeException | Error e) {
            log.error("{}: the action after the answer of direct method '{}' failed", deviceId, method, e);
        }
    }

    /**
     * Answers all pending calls, and all later ones, with 503.
     *
     * @return completes when the hub has acknowledged all answers, or can no longer do so
     */
    public CompletionStage<Void> close() {
        closing = true;
        pending.list().forEach(call -> call.answerInstead(responder.closing()));
        return unacknowledged.none();
    }
}
