package io.deckhand.core.internal.handler;

import io.deckhand.Disposition;
import io.deckhand.HandlerKind;
import io.deckhand.MethodResponse;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

/** What each kind of handler may return. */
final class ReturnTypes {
    private ReturnTypes() {}

    /** {@return what is wrong with what a handler returns, if anything, to follow its name} */
    static Optional<String> problem(Method method, HandlerKind kind) {
        Class<?> type = answer(method);
        String returns = "returns " + method.getReturnType().getSimpleName();
        if (kind == HandlerKind.CONNECTION_CHANGE && type != void.class) {
            return Optional.of(returns + ". A listener for connection changes returns void.");
        }
        if (kind == HandlerKind.CLOUD_TO_DEVICE && !isNothing(type) && type != Disposition.class) {
            return Optional.of(returns + ". A listener for cloud-to-device messages returns Disposition or void.");
        }
        if (kind != HandlerKind.CLOUD_TO_DEVICE && type == Disposition.class) {
            return Optional.of(returns + ", which only cloud-to-device messages have. Return a value, or void.");
        }
        if (kind != HandlerKind.DIRECT_METHOD && type == MethodResponse.class) {
            return Optional.of(
                    returns + ", which only direct methods have. Return the value that was applied, or void.");
        }
        if (Future.class.isAssignableFrom(type) && !CompletionStage.class.isAssignableFrom(type)) {
            return Optional.of(
                    returns + ", whose end nobody is told of. Return a CompletionStage, or the value itself.");
        }
        if (BaseStream.class.isAssignableFrom(type)) {
            return Optional.of(returns + ", which is no value. Collect it into a List.");
        }
        return Optional.empty();
    }

    private static boolean isNothing(Class<?> type) {
        return type == void.class || type == Void.class;
    }

    /** {@return the type of the answer, inside a stage and an {@code Optional}} */
    private static Class<?> answer(Method method) {
        Type type = method.getGenericReturnType();
        while (type instanceof ParameterizedType generic
                && generic.getActualTypeArguments().length == 1
                && generic.getRawType() instanceof Class<?> raw
                && (raw == Optional.class || CompletionStage.class.isAssignableFrom(raw))) {
            type = generic.getActualTypeArguments()[0];
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            return raw;
        }
        return type instanceof Class<?> plain ? plain : Object.class;
    }
}
