package io.deckhand.core.internal.handler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.MethodRequest;
import io.deckhand.core.internal.json.Json;

/**
 * The trace context of a direct method's caller. A call has no properties, so the context is in two fields of the
 * payload. Interceptors see them; handlers do not, as their types have no such fields.
 */
final class TraceFields {
    static final String PARENT = "$traceparent";
    static final String STATE = "$tracestate";

    private TraceFields() {}

    /** {@return whether a call has such fields} Searching for the names costs less than parsing every payload twice. */
    static boolean areIn(Invocation invocation) {
        return invocation instanceof Invocation.OfMethod call
                && (call.request().payload().contains(PARENT)
                        || call.request().payload().contains(STATE));
    }

    /** {@return the invocation without these fields} */
    static Invocation removed(Invocation invocation, Json json) {
        if (!(invocation instanceof Invocation.OfMethod call)) {
            return invocation;
        }
        try {
            if (json.read(call.request().payload()) instanceof ObjectNode object) {
                object.remove(PARENT);
                object.remove(STATE);
                MethodRequest request = new MethodRequest(call.request().method(), object.toString());
                return new Invocation.OfMethod(call.agent(), request, call.endNanos(), call.progress());
            }
        } catch (JsonProcessingException e) {
            // The handler's binding reports the problem.
        }
        return invocation;
    }
}
