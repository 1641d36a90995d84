package io.deckhand.core.internal.handler;

import io.deckhand.DeviceAgent;
import io.deckhand.HandlerKind;
import io.deckhand.Interceptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The application's interceptors, the first outermost. */
public final class Interceptors {
    public static final Interceptors NONE = new Interceptors(List.of());

    private final List<Interceptor> chain;

    public Interceptors(List<Interceptor> chain) {
        this.chain = List.copyOf(chain);
    }

    /** {@return the handler with all interceptors around it, which throws exceptions only} */
    public Handler around(Handler handler) {
        return new Intercepted(chain, handler);
    }

    private record Intercepted(List<Interceptor> chain, Handler handler) implements Handler {
        @Override
        public @Nullable Object invoke(Invocation invocation) throws Exception {
            try {
                return chain.isEmpty() ? handler.invoke(invocation) : new Step(this, invocation, 0).proceed();
            } catch (Error e) {
                // An interceptor's, a function's or a payload's; an annotated method's own is one already.
                throw new HandlerError(e);
            }
        }

        @Override
        public String toString() {
            return handler.toString();
        }
    }

    /** Where an invocation has got to: {@code next} is the interceptor it comes to next, and behind the last the handler. */
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
                    ? whole.handler().invoke(invocation)
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
        public DeviceAgent agent() {
            return invocation.agent();
        }
    }
}
