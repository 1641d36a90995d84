package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.hub.DeviceTwinRequests;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Twin requests of a device over MQTT and the responses to them. */
final class TwinTopics {
    private static final Logger log = LoggerFactory.getLogger(TwinTopics.class);
    private static final byte[] NO_BODY = {};

    private final DeviceTwinRequests requests;
    private final DeviceLink link;
    private final Subscriptions subscriptions;

    TwinTopics(DeviceTwinRequests requests, DeviceLink link, Subscriptions subscriptions) {
        this.requests = requests;
        this.link = link;
        this.subscriptions = subscriptions;
    }

    void get(DeviceTopic.TwinGet request, Consumer<Runnable> answers) {
        answering(request.requestId(), answers, () -> {
            byte[] body = requests.read(link.deviceId());
            return answer(200, "?$rid=" + request.requestId(), body);
        });
    }

    void patchReported(DeviceTopic.ReportedPatch request, byte[] body, Consumer<Runnable> answers) {
        answering(request.requestId(), answers, () -> {
            long version = requests.report(link.deviceId(), body, version(request.version()));
            return answer(204, "?$rid=" + request.requestId() + "&$version=" + version, NO_BODY);
        });
    }

    private void answering(String requestId, Consumer<Runnable> answers, Supplier<Runnable> request) {
        try {
            answers.accept(request.get());
        } catch (HubException e) {
            answers.accept(answer(e.error().httpStatus(), "?$rid=" + requestId, requests.errorBody(e)));
        } catch (RuntimeException e) {
            log.error("{}: a twin request failed in the hub", link.deviceId(), e);
            HubException failure = new HubException(HubError.SERVER_ERROR, "The hub failed; its log says why.");
            answers.accept(answer(500, "?$rid=" + requestId, requests.errorBody(failure)));
        }
    }

    private Runnable answer(int status, String query, byte[] body) {
        String topic = "$iothub/twin/res/" + status + "/" + query;
        return () -> {
            if (subscriptions.contains(Subscription.TWIN_RESPONSES)) {
                link.befall(HubPacket.TWIN_RESPONSE, () -> link.publish(topic, body));
            }
        };
    }

    private static OptionalLong version(@Nullable String text) {
        try {
            return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new HubException(HubError.ARGUMENT_INVALID, "'$version' must be a number.");
        }
    }
}
