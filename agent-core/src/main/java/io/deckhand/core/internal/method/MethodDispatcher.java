package io.deckhand.core.internal.method;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.DeviceAgent;
import io.deckhand.MethodRegistry;
import io.deckhand.core.internal.handler.HandlerOptions;
import io.deckhand.core.internal.handler.HandlerScanner;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.MethodAnswer;
import io.deckhand.core.internal.threads.AgentThreads;
import io.deckhand.core.internal.threads.SerialLane;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes direct-method calls from the link, has their handlers run, and sees to it that every one is answered once. */
public final class MethodDispatcher implements PendingCall.Course {
    private static final Logger log = LoggerFactory.getLogger(MethodDispatcher.class);

    private final String deviceId;
    private final DeviceAgent agent;
    private final AgentThreads threads;
    private final Executor pool;
    private final Responder responder;
    private final MethodLanes lanes;
    private final Operations operations;

    /** Sends the answers that no handler gives, off the threads of the SDK and the timer: sending may block. */
    private final SerialLane refusals;

    private final PendingCalls pending = new PendingCalls();
    private final Expiry expiry;
    private final Outstanding unacknowledged = new Outstanding();
    private final AtomicLong late = new AtomicLong();
    private volatile boolean closing;

    public MethodDispatcher(
            DeviceAgent agent, AgentThreads threads, Json json, List<Handlers.Method> methods, HandlerOptions options) {
        this.deviceId = agent.deviceId();
        this.agent = agent;
        this.threads = threads;
        this.pool = threads::run;
        this.responder = new Responder(deviceId, json);
        this.refusals = threads.lane();
        this.expiry = new Expiry(threads, pending, call -> refusals.execute(() -> expire(call)));
        SharedSlots slots = new SharedSlots(options.sharedThreads());
        this.operations = new Operations(agent, threads, json);
        this.lanes = new MethodLanes(
                method -> new MethodLane(method, threads, slots, this),
                object -> HandlerScanner.scanMethods(json, options.validator(), object),
                options.interceptors(),
                operations);
        lanes.add(methods);
        if (options.describeMethods()) {
            lanes.add(List.of(MethodLanes.describing(lanes)));
        }
    }

    /** Learns from the twin which operations an earlier agent left there. */
    public void read(JsonNode reported) {
        operations.read(reported);
    }

    /** {@return how many results were dropped because their calls had been answered already} */
    public long lateResults() {
        return late.get();
    }

    public MethodRegistry registry() {
        return lanes;
    }

    /** {@return the methods that there are now, sorted by name} */
    public List<Handlers.Method> methods() {
        return lanes.methods();
    }

    /** Called on a thread of the SDK: only enqueues. */
    public void accept(HubEvent.MethodCall call) {
        String name = call.request().method();
        MethodLane lane = lanes.find(name);
        if (lane == null) {
            refusals.execute(() -> send(call, responder.unknownMethod(name, lanes.names()), null));
            return;
        }
        PendingCall waiting = new PendingCall(call, lane);
        pending.add(waiting);
        if (closing) {
            refusals.execute(() -> waiting.answerInstead(responder.closing()));
        } else if (lane.offer(waiting)) {
            expiry.watch(waiting);
        } else {
            refusals.execute(() -> waiting.answerInstead(responder.busy(name)));
        }
    }

    private void expire(PendingCall call) {
        String limit = seconds(call.method().limits().timeout());
        if (call.answerInstead(responder.timedOut(call.method().name(), limit))) {
            call.lane().withdraw(call);
            log.warn(
                    "{}: direct method '{}' was not done within {}",
                    deviceId,
                    call.method().name(),
                    limit);
        }
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }

    @Override
    public CompletableFuture<Void> run(PendingCall call) {
        return call.call(call.method().handler(), agent, pool);
    }

    @Override
    public Responder responder() {
        return responder;
    }

    @Override
    public void answered(PendingCall call, MethodAnswer answer, @Nullable Runnable afterwards) {
        pending.remove(call);
        send(call.call(), answer, afterwards);
    }

    @Override
    public void tooLate(PendingCall call) {
        log.warn(
                "{}: the handler of direct method '{}' was done after its call had been answered for it; its result is "
                        + "dropped ({} so far)",
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

    /** On a thread of the SDK: what the handler wants done goes to the pool. */
    private void acknowledged(HubEvent.MethodCall call, @Nullable Runnable afterwards, @Nullable Throwable failure) {
        String method = call.request().method();
        if (failure != null) {
            log.warn(
                    "{}: the hub did not acknowledge the answer of direct method '{}'{}: {}",
                    deviceId,
                    method,
                    afterwards == null ? "" : "; what was to follow it does not run",
                    failure.toString());
        } else if (afterwards != null) {
            threads.run(() -> runAfterwards(method, afterwards));
        }
    }

    private void runAfterwards(String method, Runnable afterwards) {
        try {
            afterwards.run();
        } catch (RuntimeException | Error e) {
            log.error("{}: what follows the answer of direct method '{}' failed", deviceId, method, e);
        }
    }

    /**
     * Answers every pending call with 503, and every further one.
     *
     * @return completes when the hub has acknowledged all answers, or cannot any more
     */
    public CompletionStage<Void> close() {
        closing = true;
        pending.list().forEach(call -> call.answerInstead(responder.closing()));
        return unacknowledged.none();
    }
}
