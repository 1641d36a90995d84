package io.deckhand.core.internal.method;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.AgentException;
import io.deckhand.DeviceAgent;
import io.deckhand.MethodException;
import io.deckhand.MethodRequest;
import io.deckhand.MethodResponse;
import io.deckhand.core.internal.handler.Handler;
import io.deckhand.core.internal.handler.HandlerMethod;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.Incidents;
import io.deckhand.core.internal.handler.Invocation;
import io.deckhand.core.internal.handler.PayloadException;
import io.deckhand.core.internal.handler.Results;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.threads.AgentThreads;
import io.deckhand.core.internal.threads.Lane;
import io.deckhand.core.internal.twin.ReportedState;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of long-running methods. A call is answered when its operation is accepted. Progress and result are reported
 * properties, which are delivered even if the connection is lost meanwhile.
 */
final class Operations implements Operation.Listener {
    private static final Logger log = LoggerFactory.getLogger(Operations.class);

    /** The prefix of their reported properties. */
    private static final String REPORTED = "deckhand.operations.";

    /** The payload field with which a caller makes a call idempotent. */
    private static final String KEY = "$operationKey";

    private static final int MAX_ERROR = 1024;
    private static final int MAX_OPEN = 20;
    private static final int MAX_OVER = 10;
    private static final long REPORT_EVERY_MILLIS = 1_000;

    private final String deviceId;
    private final ReportedState reported;
    private final AgentThreads threads;
    private final Json json;
    private final KeptOperations kept;

    private final Object lock = new Object();
    private final Map<String, Operation> operations = new LinkedHashMap<>();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Map<String, Handlers.Method> declared = new ConcurrentHashMap<>();
    private final Map<String, Long> reportedAt = new HashMap<>();
    private final Set<String> scheduled = new HashSet<>();

    Operations(String deviceId, ReportedState reported, AgentThreads threads, Json json, KeptOperations kept) {
        this.kept = kept;
        this.deviceId = deviceId;
        this.reported = reported;
        this.threads = threads;
        this.json = json;
    }

    /** {@return a handler that starts an operation and answers 202} */
    Handler starting(Handlers.Method method) {
        HandlerMethod handler = (HandlerMethod) method.handler();
        declared.put(method.name(), method);
        return new Handler() {
            @Override
            public Object invoke(Invocation invocation) throws Exception {
                return start(method, handler, (Invocation.OfMethod) invocation);
            }

            @Override
            public String toString() {
                return handler.toString();
            }
        };
    }

    private MethodResponse start(Handlers.Method method, HandlerMethod handler, Invocation.OfMethod call)
            throws Exception {
        ObjectNode payload = payload(call.request());
        String key =
                payload == null || !payload.has(KEY) ? null : payload.path(KEY).asText();
        if (payload != null && key != null) {
            payload.remove(KEY);
        }
        MethodRequest request =
                key == null ? call.request() : new MethodRequest(method.name(), String.valueOf(payload));
        Operation operation = operation(Incidents.newId(), method.name(), key, request.payload());
        @Nullable Object[] arguments = handler.bind(call.with(request, operation));
        synchronized (lock) {
            Optional<Operation> known = key == null ? Optional.empty() : find(method.name(), key);
            if (known.isPresent()) {
                return accepted(known.get());
            }
            Optional<ObjectNode> earlier = key == null ? Optional.empty() : kept.byKey(method.name(), key);
            if (earlier.isPresent()) {
                return accepted(
                        earlier.get().path("id").asText(),
                        earlier.get().path("status").asText());
            }
            enqueue(method, operation, () -> run(operation, handler, arguments, method.runLimit()));
        }
        changed(operation);
        kept.sync(); // the answer promises that the operation survives a restart
        return accepted(operation);
    }

    private Operation operation(String id, String method, @Nullable String key, String request) {
        return new Operation(id, method, key, request, Clock.systemUTC(), json, this);
    }

    /**
     * Restores the operations of an earlier agent. Finished ones are known again; open ones are resumed if their
     * handler supports that, and otherwise marked as interrupted.
     */
    void resume(DeviceAgent agent) {
        for (KeptOperations.Kept left : kept.load()) {
            Operation operation = operation(left.id(), left.method(), left.key(), left.request());
            operation.restore(left.described(), left.saved());
            synchronized (lock) {
                operations.put(left.id(), operation);
                if (operation.isOver()) {
                    continue;
                }
            }
            Handlers.Method method = declared.get(left.method());
            if (method == null || !method.resumable() || !goesOn(operation, method, agent)) {
                operation.interrupted();
                log.warn("{}: operation {} of '{}' was interrupted", deviceId, left.id(), left.method());
            }
            changed(operation);
        }
    }

    private boolean goesOn(Operation operation, Handlers.Method method, DeviceAgent agent) {
        try {
            HandlerMethod handler = (HandlerMethod) method.handler();
            Invocation.OfMethod call = new Invocation.OfMethod(
                    agent, new MethodRequest(method.name(), operation.request()), System.nanoTime(), operation);
            @Nullable Object[] arguments = handler.bind(call);
            operation.queueAgain();
            synchronized (lock) {
                operations.remove(operation.operationId()); // counted again once it is in its lane
                enqueue(method, operation, () -> run(operation, handler, arguments, method.runLimit()));
            }
            return true;
        } catch (PayloadException | MethodException e) {
            log.warn("{}: operation {} cannot be resumed: {}", deviceId, operation.operationId(), e.getMessage());
            return false;
        }
    }

    @Override
    public void saved(Operation operation) {
        kept.keep(operation);
        kept.sync();
    }

    private @Nullable ObjectNode payload(MethodRequest request) {
        try {
            return json.read(request.payload()) instanceof ObjectNode object ? object : null;
        } catch (JsonProcessingException e) {
            return null; // binding the payload reports the error
        }
    }

    private Optional<Operation> find(String method, String key) {
        return operations.values().stream()
                .filter(operation -> operation.method().equals(method) && operation.hasKey(key))
                .findFirst();
    }

    private MethodResponse accepted(Operation operation) {
        return accepted(
                operation.operationId(),
                operation.describe(json, false).path("status").asText());
    }

    private MethodResponse accepted(String id, String status) {
        return MethodResponse.of(202, json.object().put("operationId", id).put("status", status));
    }

    private void enqueue(Handlers.Method method, Operation operation, Runnable run) {
        Lane lane = lanes.computeIfAbsent(
                method.name(),
                name -> threads.lane(
                        method.limits().concurrency(), method.limits().queue()));
        long open =
                operations.values().stream().filter(known -> !known.isOver()).count();
        if (open >= MAX_OPEN || !lane.offer(run)) {
            throw MethodException.of(
                    429,
                    "busy",
                    "The limit of running and waiting operations is reached. Try again later, or cancel one.");
        }
        operations.put(operation.operationId(), operation);
    }

    private void run(
            Operation operation, HandlerMethod handler, @Nullable Object[] arguments, Optional<Duration> limit) {
        if (!operation.begin()) {
            return; // cancelled while it waited
        }
        Optional<? extends Future<?>> timer = limit.map(time -> schedule(operation::timeOut, time.toMillis()));
        try {
            Object result = Results.await(handler.call(arguments));
            operation.returned(
                    json.tree(result instanceof MethodResponse response ? response.payload() : result),
                    timedOut(limit));
        } catch (MethodException e) {
            operation.fail(refusal(e));
        } catch (Exception e) {
            operation.fail(failure(operation, e, limit));
        } finally {
            timer.ifPresent(task -> task.cancel(false));
        }
    }

    private ObjectNode failure(Operation operation, Exception thrown, Optional<Duration> limit) {
        if (operation.wasCancelled()) {
            return error("cancelled", "It was cancelled.", null);
        }
        if (operation.hasTimedOut()) {
            return timedOut(limit);
        }
        if (thrown instanceof InterruptedException && reported.isSealed()) {
            log.info(
                    "{}: operation {} of '{}' was interrupted, as its agent closes",
                    deviceId,
                    operation.operationId(),
                    operation.method());
            return error("closed", "The agent was closed.", null);
        }
        String id = Incidents.newId();
        log.error(
                "{}: operation {} of '{}' failed [{}]",
                deviceId,
                operation.operationId(),
                operation.method(),
                id,
                thrown);
        return error("handler-failed", Incidents.told("The handler failed."), id);
    }

    private ObjectNode timedOut(Optional<Duration> limit) {
        String seconds = limit.map(time -> time.toSeconds() + " s").orElse("its time limit");
        return error("timed-out", "It did not finish within " + seconds + ".", null);
    }

    private @Nullable Future<?> schedule(Runnable task, long millis) {
        try {
            return threads.schedule(task, millis, MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            return null; // the operation ends with the agent
        }
    }

    /** {@return the handler's own error payload, if a twin can hold it} */
    private JsonNode refusal(MethodException chosen) {
        try {
            JsonNode payload = json.tree(chosen.payload());
            if (payload.isObject() && payload.toString().length() <= MAX_ERROR) {
                return payload;
            }
        } catch (IllegalArgumentException e) {
            log.warn("{}: a handler's error payload cannot be serialized as JSON", deviceId, e);
        }
        return error("refused", "The handler refused with status " + chosen.status() + ".", null);
    }

    private ObjectNode error(String code, String message, @Nullable String id) {
        ObjectNode error = json.object().put("code", code).put("message", message);
        return id == null ? error : error.put("id", id);
    }

    /** Reports a start or an end immediately, and progress once a second. */
    @Override
    public void changed(Operation operation) {
        String id = operation.operationId();
        synchronized (lock) {
            if (operation.status() == Operation.Status.RUNNING && reportedAt.containsKey(id)) {
                long wait = reportedAt.get(id) + REPORT_EVERY_MILLIS - now();
                if (wait > 0) {
                    later(operation, wait);
                    return; // that report uses the state at its time
                }
            }
            if (operation.status() == Operation.Status.RUNNING) {
                reportedAt.put(id, now());
            }
            kept.keep(operation);
            report(id, operation.describe(json, false));
            forget();
        }
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }

    private void later(Operation operation, long wait) {
        if (!scheduled.add(operation.operationId())) {
            return;
        }
        schedule(() -> reportNow(operation), wait);
    }

    private void reportNow(Operation operation) {
        synchronized (lock) {
            scheduled.remove(operation.operationId());
            if (operations.containsKey(operation.operationId())) {
                reportedAt.put(operation.operationId(), now());
                kept.keep(operation);
                report(operation.operationId(), operation.describe(json, false));
            }
        }
    }

    /** Keeps only the latest finished operations: the twin has 32 KB for all reported properties. */
    private void forget() {
        List<Operation> over =
                operations.values().stream().filter(Operation::isOver).toList();
        for (Operation old : over.subList(0, Math.max(0, over.size() - MAX_OVER))) {
            operations.remove(old.operationId());
            reportedAt.remove(old.operationId());
            kept.forget(old.operationId());
            report(old.operationId(), null);
        }
    }

    private void report(String id, @Nullable ObjectNode value) {
        try {
            reported.report(REPORTED + id, value);
        } catch (IllegalArgumentException e) {
            if (value != null && value.hasNonNull("result")) {
                // The result may be a value that a twin cannot hold.
                report(id, value.putNull("result").put("resultOmitted", true));
            } else {
                log.warn("{}: operation {} is not reported: {}", deviceId, id, e.getMessage());
            }
        } catch (AgentException e) {
            log.warn("{}: operation {} is not reported: {}", deviceId, id, e.getMessage());
        }
    }

    /** Handles operations that an earlier agent left in the twin, and that do not run any more. */
    void read(JsonNode reported) {
        synchronized (lock) {
            reported.path("deckhand").path("operations").properties().forEach(left -> {
                String status = left.getValue().path("status").asText();
                boolean open = status.equals("running") || status.equals("queued");
                Operation known = operations.get(left.getKey());
                if (known == null) {
                    report(left.getKey(), open ? json.object().put("status", "lost") : null);
                } else if (open && known.isOver()) {
                    // It ended when nothing could be reported any more.
                    report(left.getKey(), known.describe(json, false));
                }
            });
        }
    }

    /** Answers the companion methods: cancels the operation if {@code cancel} is true, and otherwise describes it. */
    Object answer(Invocation invocation, boolean cancel) throws Exception {
        ObjectNode payload = payload(((Invocation.OfMethod) invocation).request());
        String id = payload == null ? "" : payload.path("operationId").asText();
        Operation operation;
        synchronized (lock) {
            operation = operations.get(id);
        }
        if (operation == null) {
            throw MethodException.of(
                    404, "unknown-operation", "There is no such operation. Give {\"operationId\": ...}.");
        }
        if (cancel && !operation.cancel()) {
            throw MethodException.of(409, "operation-over", "The operation is over.");
        }
        return MethodResponse.of(cancel ? 202 : 200, operation.describe(json, true));
    }
}
