package io.deckhand.core.internal.handler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.Deadline;
import io.deckhand.DeviceAgent;
import io.deckhand.HandlerKind;
import io.deckhand.Interceptor;
import io.deckhand.core.internal.json.BindingProblem;
import io.deckhand.core.internal.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The application's interceptors; the first is the outermost. */
public final class Interceptors {
    public static final Interceptors NONE = new Interceptors(List.of(), new Json());

    private final List<Interceptor> chain;
    private final Json json;

    /** {@code json} binds payloads for interceptors that request them. */
    public Interceptors(List<Interceptor> chain, Json json) {
        this.json = json;
        this.chain = List.copyOf(chain);
    }

    /** {@return the handler surrounded by all interceptors; it throws only exceptions, not errors} */
    public Handler around(Handler handler) {
        return new Intercepted(chain, handler, json);
    }

    private record Intercepted(List<Interceptor> chain, Handler handler, Json json) implements Handler {
        @Override
        public @Nullable Object invoke(Invocation invocation) throws Exception {
            try {
                return chain.isEmpty() ? invokeHandler(invocation) : new Step(this, invocation, 0).proceed();
            } catch (Error e) {
                // thrown by an interceptor, a function or a payload; an annotated method's errors are wrapped already
                throw new HandlerError(e);
            }
        }

        /** Two calls, so that the compiler sees which invocation the first one is for, and need not create it. */
        private @Nullable Object invokeHandler(Invocation invocation) throws Exception {
            return TraceFields.areIn(invocation)
                    ? handler.invoke(TraceFields.removed(invocation, json))
                    : handler.invoke(invocation);
        }

        @Override
        public String toString() {
            return handler.toString();
        }
    }

    /**
     * The position of an invocation in the chain: {@code next} is the index of the next interceptor; the handler
     * follows the last one.
     */
    private static final class Step implements Interceptor.Invocation {
        private final Intercepted whole;
        private final Invocation invocation;
        private final int next;
        private boolean done;

        Step(Intercepted whole, Invocation invocation, int next) {
            this.whole = whole;
            this.invocation = invocation;
            this.next = next;
        }

        @Override
        public @Nullable Object proceed() throws Exception {
            if (done) {
                throw new IllegalStateException("proceed() may be called once, and was called again.");
            }
            done = true;
            return next == whole.chain().size()
                    ? whole.invokeHandler(invocation)
                    : whole.chain().get(next).around(new Step(whole, invocation, next + 1));
        }

        @Override
        public HandlerKind kind() {
            return invocation.kind();
        }

        @Override
        public String name() {
            return invocation.name();
        }

        @Override
        public String handler() {
            return whole.handler().toString();
        }

        @Override
        public Optional<String> payload() {
            return invocation.payload();
        }

        @Override
        public <T> Optional<T> payload(Class<T> type) {
            Optional<String> text = invocation.payload();
            if (text.isEmpty()) {
                return Optional.empty();
            }
            try {
                JsonNode value = whole.json().read(text.get());
                return value.isNull()
                        ? Optional.empty()
                        : Optional.ofNullable(
                                type.cast(whole.json().bind(value, whole.json().type(type))));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(BindingProblem.describe(e, "payload"), e);
            }
        }

        @Override
        public Map<String, String> properties() {
            return invocation.properties();
        }

        @Override
        public Optional<String> messageId() {
            return invocation instanceof Invocation.OfMessage of
                    ? Optional.ofNullable(of.message().messageId())
                    : Optional.empty();
        }

        @Override
        public Optional<Deadline> deadline() {
            return invocation instanceof Invocation.OfMethod of ? Optional.of(of.deadline()) : Optional.empty();
        }

        @Override
        public DeviceAgent agent() {
            return invocation.agent();
        }
    }
}
