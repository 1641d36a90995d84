package io.deckhand;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stands around every invocation of a handler: for logs, authorization, metrics.
 *
 * <pre>{@code
 * Interceptor timing = invocation -> {
 *     long started = System.nanoTime();
 *     try {
 *         return invocation.proceed();
 *     } finally {
 *         timer.record(invocation.kind(), invocation.name(), System.nanoTime() - started);
 *     }
 * };
 * Interceptor authorization = invocation -> {
 *     if (invocation.kind() == HandlerKind.DIRECT_METHOD && locked.get()) {
 *         throw MethodException.of(403, "locked", "The device is locked.");
 *     }
 *     return invocation.proceed();
 * };
 * AgentBuilder.forConnectionString(...).interceptors(timing, authorization)   // timing is outermost
 * }</pre>
 *
 * <p><b>Order.</b> The first one given is outermost: it is called first and sees the result last. Arguments are bound inside
 * the innermost one, so a payload that does not bind passes through all of them as an exception.
 *
 * <p><b>Threads.</b> Called on the thread of the handler, within its time limit. A handler that answers by a
 * {@link java.util.concurrent.CompletionStage} is done when the stage is: attach to it to see its end.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Interceptor {
    /**
     * Calls the handler by {@link Invocation#proceed()}, or does not.
     *
     * @param invocation what is called
     * @return what the handler returned, or something else in its place
     * @throws Exception what the handler threw, or something else; it counts as thrown by the handler
     */
    @Nullable
    Object around(Invocation invocation) throws Exception;

    /**
     * A call of a handler that is about to be made.
     *
     * @since 0.1
     */
    interface Invocation {
        /** {@return what the handler is called for} */
        HandlerKind kind();

        /**
         * {@return the name of the direct method, the path of the desired property, the id of the message, the new state of
         * the connection, or the name of the telemetry source}
         */
        String name();

        /** {@return the handler, as its class and method, for logs} */
        String handler();

        /** {@return the agent the handler belongs to} */
        DeviceAgent agent();

        /**
         * {@return what arrived, as text: the JSON of a method's payload or of a desired property, the body of a message in UTF-8;
         * empty for telemetry sources and changes of the connection} Not for logs: payloads may be secret.
         */
        Optional<String> payload();

        /**
         * Binds the payload, as a parameter of the handler would be bound. The handler's own arguments are bound later.
         *
         * @param <T> the type to bind to
         * @param type the type, such as a record or {@code Map.class}
         * @return the value; empty where there is no payload, or it is JSON {@code null}
         * @throws IllegalArgumentException if it is no JSON or does not bind
         */
        <T> Optional<T> payload(Class<T> type);

        /** {@return the application properties of a cloud-to-device message; empty for others, which have none} */
        Map<String, String> properties();

        /** {@return the id of a cloud-to-device message, if it has one} */
        Optional<String> messageId();

        /** {@return how long the caller of a direct method still waits; empty for others, where nobody waits} */
        Optional<Deadline> deadline();

        /**
         * Goes on to the next interceptor, or to the handler. May be called once.
         *
         * @return what came back
         * @throws Exception what was thrown
         * @throws IllegalStateException if it was called before
         */
        @Nullable
        Object proceed() throws Exception;
    }
}
