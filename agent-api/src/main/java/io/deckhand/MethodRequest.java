package io.deckhand;

import static java.util.Objects.requireNonNull;

/**
 * A received direct-method call.
 *
 * <pre>{@code
 * agent.methods().add("echo", request -> MethodResponse.ok(request.payload()));
 * }</pre>
 *
 * @param method the name that was called
 * @param payload the payload as JSON text; {@code "null"} if the caller sent none. At most 128 KB, the hub's limit
 * @since 0.1
 */
public record MethodRequest(String method, String payload) {
    /**
     * Creates a request, for tests of handlers.
     *
     * @param method the name that was called
     * @param payload the payload as JSON text
     */
    public MethodRequest {
        requireNonNull(method, "method");
        requireNonNull(payload, "payload");
    }

    /** {@return the name only: payloads may hold secrets and do not belong in a log} */
    @Override
    public String toString() {
        return "MethodRequest[method=" + method + "]";
    }
}
