package io.deckhand.core.internal.method;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.deckhand.MethodException;
import io.deckhand.MethodResponse;
import io.deckhand.core.internal.handler.Incidents;
import io.deckhand.core.internal.handler.PayloadException;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.MethodAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Converts a handler's result or exception into the answer for the caller. */
final class Responder {
    /** The hub's limit for the payload of an answer; the hub closes the connection on a larger one. */
    static final int MAX_ANSWER_BYTES = 128 * 1024;

    private static final Logger log = LoggerFactory.getLogger(Responder.class);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);

    private final String deviceId;
    private final Json json;

    Responder(String deviceId, Json json) {
        this.deviceId = deviceId;
        this.json = json;
    }

    MethodAnswer toResult(String method, @Nullable Object result) {
        return result instanceof MethodResponse response
                ? answer(method, response.status(), response.payload())
                : answer(method, 200, result);
    }

    MethodAnswer toFailure(String method, Exception thrown) {
        if (thrown instanceof MethodException chosen) {
            return answer(method, chosen.status(), chosen.payload());
        }
        if (thrown instanceof PayloadException payload) {
            return refusal(
                    400, new Refusal(payload.code(), String.valueOf(payload.getMessage()), payload.problems(), null));
        }
        String id = Incidents.newId();
        log.error("{}: the handler of direct method '{}' failed [{}]", deviceId, method, id, thrown);
        return refusal(500, new Refusal("handler-failed", Incidents.told("The handler failed."), id));
    }

    MethodAnswer unknownMethod(String method, Collection<String> known) {
        String message = "No handler for direct method '" + method + "'. Known: "
                + (known.isEmpty() ? "none" : String.join(", ", known)) + ".";
        return refusal(501, new Refusal("unknown-method", message));
    }

    MethodAnswer busy(String method) {
        return refusal(
                429,
                new Refusal("busy", "Direct method '" + method + "' is busy and its queue is full. Try again later."));
    }

    MethodAnswer timedOut(String method, String limit) {
        return refusal(
                504, new Refusal("timed-out", "Direct method '" + method + "' did not answer within " + limit + "."));
    }

    MethodAnswer closing() {
        return refusal(503, new Refusal("closing", "The agent is closing."));
    }

    private MethodAnswer answer(String method, int status, @Nullable Object payload) {
        byte[] body;
        try {
            body = payload == null ? NULL : json.write(payload);
        } catch (JsonProcessingException | RuntimeException e) {
            String id = Incidents.newId();
            log.error(
                    "{}: the answer of direct method '{}' cannot be serialized as JSON [{}]", deviceId, method, id, e);
            return refusal(500, new Refusal("answer-not-json", Incidents.told("The answer is not JSON."), id));
        }
        if (body.length <= MAX_ANSWER_BYTES) {
            return new MethodAnswer(status, body);
        }
        String id = Incidents.newId();
        log.error(
                "{}: the answer of direct method '{}' has {} bytes; the hub takes {} [{}]",
                deviceId,
                method,
                body.length,
                MAX_ANSWER_BYTES,
                id);
        String message = "The answer has " + body.length + " bytes; the hub takes " + MAX_ANSWER_BYTES + ".";
        return refusal(500, new Refusal("answer-too-large", message, id));
    }

    private MethodAnswer refusal(int status, Refusal refusal) {
        try {
            return new MethodAnswer(status, json.write(refusal));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A refusal can always be serialized", e);
        }
    }
}
