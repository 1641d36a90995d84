package io.deckhand.core.internal.dispatch;

import static java.util.Objects.requireNonNull;

import io.deckhand.MethodHandler;
import io.deckhand.MethodRegistry;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.Invocation;
import io.deckhand.core.internal.handler.MethodNames;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The direct methods that have a handler now, each with its lane. */
final class MethodLanes implements MethodRegistry {
    private final Map<String, MethodLane> lanes = new ConcurrentHashMap<>();
    private final Function<Handlers.Method, MethodLane> newLane;

    MethodLanes(Function<Handlers.Method, MethodLane> newLane) {
        this.newLane = newLane;
    }

    @Nullable
    MethodLane find(String name) {
        return lanes.get(name);
    }

    void add(Handlers.Method method) {
        if (lanes.putIfAbsent(method.name(), newLane.apply(method)) != null) {
            throw new IllegalArgumentException("Direct method '" + method.name()
                    + "' has a handler already. Remove it first, or choose another name.");
        }
    }

    @Override
    public void add(String name, MethodHandler handler) {
        requireNonNull(handler, "handler");
        MethodNames.problem(requireNonNull(name, "name")).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        add(new Handlers.Method(
                name,
                invocation -> handler.handle(((Invocation.OfMethod) invocation).request()),
                Handlers.MethodLimits.DEFAULT));
    }

    @Override
    public boolean remove(String name) {
        return lanes.remove(requireNonNull(name, "name")) != null;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(new TreeSet<>(lanes.keySet()));
    }
}
