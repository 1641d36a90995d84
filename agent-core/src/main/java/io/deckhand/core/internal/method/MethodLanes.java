package io.deckhand.core.internal.method;

import static java.util.Objects.requireNonNull;

import io.deckhand.AnsweredCall;
import io.deckhand.MethodDescription;
import io.deckhand.MethodHandler;
import io.deckhand.MethodLimits;
import io.deckhand.MethodRegistry;
import io.deckhand.core.internal.handler.Handler;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.Interceptors;
import io.deckhand.core.internal.handler.Invocation;
import io.deckhand.core.internal.handler.Signature;
import io.deckhand.internal.rule.MethodNames;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The registered direct methods, each with its lane. */
final class MethodLanes implements MethodRegistry {
    private static final String OPERATION = MethodNames.RESERVED + "operation";
    private static final String CANCEL = MethodNames.RESERVED + "cancel";

    /** Changed only with the lock held; read without it. */
    private final Map<String, MethodLane> lanes = new ConcurrentHashMap<>();

    private final Function<Handlers.Method, MethodLane> newLane;
    private final Function<Object, List<Handlers.Method>> scanner;
    private final Interceptors interceptors;
    private final Operations operations;
    private final AnswerListeners listeners;

    MethodLanes(
            Function<Handlers.Method, MethodLane> newLane,
            Function<Object, List<Handlers.Method>> scanner,
            Interceptors interceptors,
            Operations operations,
            AnswerListeners listeners) {
        this.newLane = newLane;
        this.scanner = scanner;
        this.interceptors = interceptors;
        this.operations = operations;
        this.listeners = listeners;
    }

    @Override
    public Registration onAnswered(Consumer<AnsweredCall> listener) {
        return listeners.add(listener);
    }

    @Nullable
    MethodLane find(String name) {
        return lanes.get(name);
    }

    /** Adds either all methods or none. */
    synchronized void add(List<Handlers.Method> methods) {
        for (Handlers.Method method : methods) {
            if (lanes.containsKey(method.name())) {
                throw new IllegalArgumentException("Direct method '" + method.name()
                        + "' has a handler already. Remove it first, or choose another name.");
            }
        }
        methods.forEach(this::put);
    }

    private @Nullable MethodLane put(Handlers.Method method) {
        boolean longRunning = method.description().longRunning();
        if (longRunning && !lanes.containsKey(OPERATION)) {
            put(companion(OPERATION, "Describes an operation of a long-running method.", false));
            put(companion(CANCEL, "Cancels an operation of a long-running method.", true));
        }
        Handler handler = longRunning ? operations.starting(method) : method.handler();
        return lanes.put(method.name(), newLane.apply(method.with(interceptors.around(handler))));
    }

    private Handlers.Method companion(String name, String description, boolean cancel) {
        MethodDescription described =
                new MethodDescription(name, description, MethodLimits.DEFAULT.concurrency(4), false);
        return new Handlers.Method(
                described, invocation -> operations.answer(invocation, cancel), Signature.UNKNOWN, null);
    }

    @Override
    public void add(String name, MethodLimits limits, MethodHandler handler) {
        add(List.of(function(name, limits, handler)));
    }

    @Override
    public synchronized boolean replace(String name, MethodLimits limits, MethodHandler handler) {
        return put(function(name, limits, handler)) != null;
    }

    private static Handlers.Method function(String name, MethodLimits limits, MethodHandler handler) {
        requireNonNull(handler, "handler");
        MethodNames.problem(requireNonNull(name, "name")).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return new Handlers.Method(
                new MethodDescription(name, "", limits, false), new FunctionHandler(handler), Signature.UNKNOWN, null);
    }

    @Override
    public void addHandlers(Object object) {
        add(scanner.apply(requireNonNull(object, "object")));
    }

    @Override
    public void replaceHandlers(Object object) {
        List<Handlers.Method> methods = scanner.apply(requireNonNull(object, "object"));
        synchronized (this) {
            methods.forEach(this::put);
        }
    }

    @Override
    public synchronized boolean remove(String name) {
        return !requireNonNull(name, "name").startsWith(MethodNames.RESERVED) && lanes.remove(name) != null;
    }

    @Override
    public synchronized int removeHandlers(Object object) {
        requireNonNull(object, "object");
        int before = lanes.size();
        lanes.values().removeIf(lane -> lane.method().owner() == object);
        return before - lanes.size();
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(new TreeSet<>(lanes.keySet()));
    }

    @Override
    public List<MethodDescription> list() {
        return methods().stream().map(Handlers.Method::description).toList();
    }

    /** {@return the currently registered methods, sorted by name} */
    List<Handlers.Method> methods() {
        return lanes.values().stream()
                .map(MethodLane::method)
                .sorted(Comparator.comparing(Handlers.Method::name))
                .toList();
    }

    /** {@return the built-in method that describes all other methods to a back end} */
    static Handlers.Method describing(MethodRegistry registry) {
        MethodLimits limits = MethodLimits.DEFAULT.timeout(Duration.ofSeconds(10));
        return new Handlers.Method(
                new MethodDescription(
                        MethodNames.RESERVED + "methods", "Lists the direct methods of this device.", limits, false),
                invocation -> Map.of(
                        "methods", registry.list().stream().map(Described::of).toList()),
                Signature.UNKNOWN,
                null);
    }

    /** The description of a method for a back end. */
    private record Described(
            String name, String description, double timeoutSeconds, int concurrency, int queue, boolean longRunning) {
        static Described of(MethodDescription method) {
            return new Described(
                    method.name(),
                    method.description(),
                    method.limits().timeout().toMillis() / 1000.0,
                    method.limits().concurrency(),
                    method.limits().queue(),
                    method.longRunning());
        }
    }

    private record FunctionHandler(MethodHandler function) implements Handler {
        @Override
        public @Nullable Object invoke(Invocation invocation) throws Exception {
            return function.handle(((Invocation.OfMethod) invocation).request());
        }

        @Override
        public String toString() {
            return "a function";
        }
    }
}
