package io.deckhand.core.internal.handler;

import io.deckhand.core.internal.json.Json;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An annotated method of the application, ready to be called: everything about it was determined when it was scanned.
 */
public final class HandlerMethod implements Handler {
    private final Object target;
    private final Method method;
    private final ArgumentBinder arguments;
    private final PayloadValidator validator;
    private final Signature signature;

    HandlerMethod(
            Object target,
            Method method,
            Json json,
            PayloadValidator validator,
            List<Argument> arguments,
            Signature signature) {
        this.target = target;
        this.method = method;
        this.validator = validator;
        this.arguments = new ArgumentBinder(json, arguments);
        this.signature = signature;
    }

    Signature signature() {
        return signature;
    }

    @Override
    public @Nullable Object invoke(Invocation invocation) throws Exception {
        return call(bind(invocation));
    }

    /** {@return the bound and validated arguments} */
    public @Nullable Object[] bind(Invocation invocation) throws PayloadException {
        @Nullable Object[] bound = arguments.bind(invocation);
        List<PayloadProblem> problems = validator.check(target, method, bound);
        if (!problems.isEmpty()) {
            String message =
                    problems.size() == 1 ? "1 value is not valid." : problems.size() + " values are not valid.";
            throw new PayloadException("payload-invalid", message, problems);
        }
        return bound;
    }

    /** Calls the method with arguments bound before. */
    public @Nullable Object call(@Nullable Object[] bound) throws Exception {
        try {
            return method.invoke(target, bound);
        } catch (InvocationTargetException e) {
            throw Results.failure(e.getCause() == null ? e : e.getCause());
        }
    }

    Object target() {
        return target;
    }

    /** {@return the class and name of the method, for logs and messages} */
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
