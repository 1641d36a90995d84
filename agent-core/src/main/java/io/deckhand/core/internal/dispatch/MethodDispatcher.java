package io.deckhand.core.internal.dispatch;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.DeviceAgent;
import io.deckhand.MethodRegistry;
import io.deckhand.core.internal.handler.HandlerOptions;
import io.deckhand.core.internal.handler.HandlerScanner;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.HubEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes direct-method calls from the link, has their handlers run, and sees to it that every one is answered once. */
public final class MethodDispatcher implements PendingCall.Replies {
    private static final Logger log = LoggerFactory.getLogger(MethodDispatcher.class);

    private final String deviceId;
    private final DeviceAgent agent;
    private final AgentThreads threads;
    private final Responder responder;
    private final MethodLanes lanes;
    private final Operations operations;

    /** Sends the answers that no handler gives, off the threads of the SDK and the timer: sending may block. */
    private final SerialLane refusals;

    private final Set<PendingCall> pending = ConcurrentHashMap.newKeySet();
    private final Map<HubEvent.MethodCall, CompletableFuture<Void>> unacknowledged = new ConcurrentHashMap<>();
    private final AtomicLong late = new AtomicLong();
    private volatile boolean closing;

    public MethodDispatcher(
            DeviceAgent agent, AgentThreads threads, Json json, List<Handlers.Method> methods, HandlerOptions options) {
        this.deviceId = agent.deviceId();
        this.agent = agent;
        this.threads = threads;
        this.responder = new Responder(deviceId, json);
        this.refusals = threads.lane();
        SharedSlots slots = new SharedSlots(options.sharedThreads());
        this.operations = new Operations(agent, threads, json);
        this.lanes = new MethodLanes(
                method -> new MethodLane(method, threads, slots, this::run),
                object -> HandlerScanner.scanMethods(json, options.validator(), object),
                options.interceptors(),
                operations,
                late::get);
        lanes.add(methods);
        if (options.describeMethods()) {
            lanes.add(List.of(MethodLanes.describing(lanes)));
        }
    }

    /** Learns from the twin which operations an earlier agent left there. */
    public void read(JsonNode reported) {
        operations.read(reported);
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
            refusals.execute(() -> send(call, responder.unknownMethod(name, lanes.names())));
            return;
        }
        PendingCall waiting = new PendingCall(call, lane.method(), this);
        pending.add(waiting);
        if (closing) {
            refusals.execute(() -> waiting.answerInstead(responder.closing()));
        } else if (lane.offer(waiting)) {
            expireInTime(waiting, lane);
        } else {
            refusals.execute(() -> waiting.answerInstead(responder.busy(name)));
        }
    }

    private void expireInTime(PendingCall call, MethodLane lane) {
        long timeout = call.method().limits().timeout().toMillis();
        try {
            call.expireWith(threads.timer()
                    .schedule(() -> refusals.execute(() -> expire(call, lane)), timeout, MILLISECONDS));
        } catch (RejectedExecutionException closed) {
            call.answerInstead(responder.closing());
        }
    }

    private void expire(PendingCall call, MethodLane lane) {
        String limit = seconds(call.method().limits().timeout());
        if (call.answerInstead(responder.timedOut(call.method().name(), limit))) {
            lane.withdraw(call);
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

    private CompletableFuture<Void> run(PendingCall call) {
        return call.run(call.method().handler(), agent, threads::run);
    }

    @Override
    public Responder responder() {
        return responder;
    }

    @Override
    public void answered(PendingCall call, Reply reply) {
        pending.remove(call);
        send(call.call(), reply);
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

    private void send(HubEvent.MethodCall call, Reply reply) {
        CompletableFuture<Void> acknowledged =
                call.link().answer(call, reply.answer()).toCompletableFuture();
        unacknowledged.put(call, acknowledged);
        acknowledged.whenComplete((nothing, failure) -> {
            unacknowledged.remove(call);
            afterwards(call, reply, failure);
        });
    }

    /** On a thread of the SDK: what the handler wants done goes to the pool. */
    private void afterwards(HubEvent.MethodCall call, Reply reply, @Nullable Throwable failure) {
        Runnable afterwards = reply.afterwards();
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
        pending.forEach(call -> call.answerInstead(responder.closing()));
        return CompletableFuture.allOf(unacknowledged.values().toArray(CompletableFuture[]::new))
                .exceptionally(failure -> null);
    }
}
