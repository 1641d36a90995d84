package io.deckhand.core.internal.handler;

import io.deckhand.core.internal.json.Json;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** An annotated method of the application's, ready to be called: everything about it was decided when it was scanned. */
public final class HandlerMethod implements Handler {
    private final Object target;
    private final Method method;
    private final ArgumentBinder arguments;

    HandlerMethod(Object target, Method method, Json json, List<Argument> arguments) {
        this.target = target;
        this.method = method;
        this.arguments = new ArgumentBinder(json, arguments);
    }

    @Override
    public @Nullable Object invoke(Invocation invocation) throws Exception {
        @Nullable Object[] bound = arguments.bind(invocation);
        try {
            return settled(method.invoke(target, bound));
        } catch (InvocationTargetException e) {
            throw unwrap(e.getCause());
        }
    }

    /** A handler may answer by a stage: this is its own thread, so it simply waits. */
    private static @Nullable Object settled(@Nullable Object result) throws Exception {
        if (!(result instanceof CompletionStage<?> stage)) {
            return result;
        }
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw unwrap(e.getCause());
        }
    }

    private static Exception unwrap(@Nullable Throwable thrown) {
        if (thrown instanceof Exception exception) {
            return exception;
        }
        // An Error of the handler's is the handler's failure, not the agent's.
        return new HandlerError(thrown);
    }

    /** {@return the method as its class and name, for logs and messages} */
    public String name() {
        return nameOf(method);
    }

    static String nameOf(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    @Override
    public String toString() {
        return name();
    }
}
