package io.deckhand;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Surrounds every invocation of a handler: for logs, authorization, metrics.
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
 * <p><b>Order.</b> The first interceptor is the outermost: it is called first and sees the result last. Arguments are
 * bound inside the innermost one, so a payload that does not bind passes through all of them as an exception.
 *
 * <p><b>Threads.</b> Called on the thread of the handler, within its time limit. If a handler returns a
 * {@link java.util.concurrent.CompletionStage}, it has finished when the stage completes: add a dependent stage to
 * observe this.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Interceptor {
    /**
     * Calls the handler by {@link Invocation#proceed()}, or does not.
     *
     * @param invocation the invocation of the handler
     * @return the handler's result, or another one in its place
     * @throws Exception the handler's exception, or another one; it counts as thrown by the handler
     */
    @Nullable
    Object around(Invocation invocation) throws Exception;

    /**
     * A call of a handler that is about to be made.
     *
     * @since 0.1
     */
    interface Invocation {
        /** {@return the kind of event that the handler is called for} */
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
         * {@return the received payload as text: the JSON of a method's payload or of a desired property, the body of a
         * message in UTF-8; empty for telemetry sources and connection changes} Not for logs: payloads may be secret.
         */
        Optional<String> payload();

        /**
         * Binds the payload like a parameter of the handler. The handler's own arguments are bound later.
         *
         * @param <T> the type to bind to
         * @param type the type, such as a record or {@code Map.class}
         * @return the value; empty if there is no payload, or it is JSON {@code null}
         * @throws IllegalArgumentException if it is not JSON or does not bind
         */
        <T> Optional<T> payload(Class<T> type);

        /** {@return the application properties of a cloud-to-device message; empty for other kinds} */
        Map<String, String> properties();

        /** {@return the id of a cloud-to-device message, if it has one} */
        Optional<String> messageId();

        /** {@return the deadline of a direct method's call; empty for other kinds} */
        Optional<Deadline> deadline();

        /**
         * Calls the next interceptor, or the handler. May be called once.
         *
         * @return the result
         * @throws Exception the exception of the handler or an inner interceptor
         * @throws IllegalStateException if it was called before
         */
        @Nullable
        Object proceed() throws Exception;
    }
}
