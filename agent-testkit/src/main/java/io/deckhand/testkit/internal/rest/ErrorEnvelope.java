package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Instant;
import java.util.UUID;

/**
 * The formats of errors. The real hub uses several, and its clients expect each operation's errors in that operation's
 * format; otherwise they do not find the {@code errorCode}.
 */
enum ErrorEnvelope {
    /** {@code {"Message":"ErrorCode:DeviceNotFound;text","ExceptionMessage":"Tracking ID:…"}}. */
    REGISTRY {
        @Override
        ObjectNode write(HubException refusal, String trackingId, Instant now) {
            return Json.object()
                    .put("Message", "ErrorCode:" + refusal.error().wireName() + ";" + refusal.getMessage())
                    .put("ExceptionMessage", "Tracking ID:" + trackingId + "-TimeStamp:" + now);
        }
    },
    /** {@code {"errorCode":404010,"message":"text","trackingId":"…","timestampUtc":"…"}}. */
    MODULE {
        @Override
        ObjectNode write(HubException refusal, String trackingId, Instant now) {
            return plain(refusal, trackingId, now);
        }
    },
    /** {@code {"Message":"{\"errorCode\":404103,…}","ExceptionMessage":""}}: JSON inside JSON. */
    METHOD {
        @Override
        ObjectNode write(HubException refusal, String trackingId, Instant now) {
            ObjectNode inner = plain(refusal, trackingId, now);
            // The Java client finds the code only if ExceptionMessage is empty.
            return Json.object().put("Message", Json.text(inner)).put("ExceptionMessage", "");
        }
    };

    private static final String ERROR_NAME = "iothub-errorcode";

    abstract ObjectNode write(HubException refusal, String trackingId, Instant now);

    private static ObjectNode plain(HubException refusal, String trackingId, Instant now) {
        return Json.object()
                .put("errorCode", refusal.error().code())
                .put("trackingId", trackingId)
                .put("message", refusal.getMessage())
                .put("timestampUtc", now.toString());
    }

    /** {@return the error answer for a refusal} */
    RestResponse response(HubException refusal) {
        String trackingId = UUID.randomUUID().toString().replace("-", "");
        return RestResponse.of(
                        HttpResponseStatus.valueOf(refusal.error().httpStatus()),
                        write(refusal, trackingId, Instant.now()))
                .withHeader(ERROR_NAME, refusal.error().wireName());
    }
}
