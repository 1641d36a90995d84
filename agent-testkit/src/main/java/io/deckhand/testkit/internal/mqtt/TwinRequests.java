package io.deckhand.testkit.internal.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.throttle.Operation;
import io.deckhand.testkit.internal.twin.DeviceTwin;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Twin requests of a device and the responses to them.
 *
 * <p>An error always has a JSON object as its body: the Java SDK never completes a request that failed with an empty one,
 * and the Node SDK sees an error only in the body.
 */
final class TwinRequests {
    private static final Logger log = LoggerFactory.getLogger(TwinRequests.class);
    private static final byte[] NO_BODY = {};

    private final HubCore core;
    private final DeviceLink link;
    private final Subscriptions subscriptions;

    TwinRequests(HubCore core, DeviceLink link, Subscriptions subscriptions) {
        this.core = core;
        this.link = link;
        this.subscriptions = subscriptions;
    }

    void get(DeviceTopic.TwinGet request) {
        answering(request.requestId(), () -> {
            core.throttles().pass(Operation.TWIN_READ);
            DeviceTwin twin = core.twins().get(link.deviceId());
            ObjectNode body = Json.object();
            body.set("desired", twin.desired());
            body.set("reported", twin.reported());
            respond(200, "?$rid=" + request.requestId(), Json.bytes(body));
        });
    }

    void patchReported(DeviceTopic.ReportedPatch request, byte[] body) {
        answering(request.requestId(), () -> {
            core.throttles().pass(Operation.TWIN_UPDATE);
            ObjectNode patch = Json.parseObject(new String(body, StandardCharsets.UTF_8));
            long version = core.twins().patchReported(link.deviceId(), patch, version(request.version()));
            respond(204, "?$rid=" + request.requestId() + "&$version=" + version, NO_BODY);
        });
    }

    private void answering(String requestId, Runnable request) {
        try {
            core.faults().checkRequest(link.deviceId());
            request.run();
        } catch (HubException e) {
            respond(e.error().httpStatus(), "?$rid=" + requestId, errorBody(e));
        } catch (RuntimeException e) {
            log.error("{}: a twin request failed in the hub", link.deviceId(), e);
            HubException failure = new HubException(HubError.SERVER_ERROR, "The hub failed; its log says why.");
            respond(500, "?$rid=" + requestId, errorBody(failure));
        }
    }

    private void respond(int status, String query, byte[] body) {
        if (subscriptions.contains(Subscription.TWIN_RESPONSES)) {
            String topic = "$iothub/twin/res/" + status + "/" + query;
            link.befall(HubPacket.TWIN_RESPONSE, () -> link.publish(topic, body));
        }
    }

    private byte[] errorBody(HubException failure) {
        return Json.bytes(Json.object()
                .put("errorCode", failure.error().code())
                .put("trackingId", core.settings().random().id())
                .put("message", failure.getMessage())
                .put("timestampUtc", HubTime.text(core.settings().clock().instant())));
    }

    private static OptionalLong version(@Nullable String text) {
        try {
            return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new HubException(HubError.ARGUMENT_INVALID, "'$version' must be a number.");
        }
    }
}
