package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.c2d.CloudToDeviceQueues;
import io.deckhand.testkit.internal.c2d.DeviceBoundMessage;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.tier.Feature;
import io.deckhand.testkit.internal.tier.TierRules;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends cloud-to-device messages: {@code POST /$deckhand/messages/{id}} with {@code {"body":"...","properties":{}}}.
 * The real hub accepts them over AMQP only, so this path does not exist there.
 */
final class MessageRoutes {
    private static final Duration TIME_TO_LIVE = Duration.ofHours(1);

    private final CloudToDeviceQueues cloudToDevice;
    private final TierRules tier;
    private final HubRandom random;

    MessageRoutes(CloudToDeviceQueues cloudToDevice, TierRules tier, HubRandom random) {
        this.cloudToDevice = cloudToDevice;
        this.tier = tier;
        this.random = random;
    }

    void addTo(RouteTable routes) {
        routes.add(
                HttpMethod.POST,
                "/$deckhand/messages/{id}",
                Permission.HUB_CONTROL,
                ErrorEnvelope.REGISTRY,
                this::send);
    }

    private RestResponse send(RestRequest request) {
        tier.require(Feature.CLOUD_TO_DEVICE);
        ObjectNode wanted = request.json();
        String given = text(wanted, "messageId");
        String id = given == null ? random.id() : given;
        DeviceBoundMessage message = new DeviceBoundMessage(
                id,
                wanted.path("body").asText("").getBytes(StandardCharsets.UTF_8),
                properties(wanted.path("properties")),
                text(wanted, "correlationId"),
                text(wanted, "contentType"),
                text(wanted, "contentEncoding"));
        tier.count(message.body().length);
        cloudToDevice.enqueue(request.parameter("id"), message, timeToLive(wanted));
        return RestResponse.ok(Json.object().put("messageId", id));
    }

    private static @Nullable String text(ObjectNode wanted, String name) {
        return wanted.path(name).textValue();
    }

    private static Map<String, String> properties(JsonNode wanted) {
        Map<String, String> properties = new LinkedHashMap<>();
        wanted.properties()
                .forEach(property ->
                        properties.put(property.getKey(), property.getValue().asText()));
        return properties;
    }

    private static Duration timeToLive(ObjectNode wanted) {
        return Duration.ofSeconds(wanted.path("timeToLiveSeconds").asLong(TIME_TO_LIVE.toSeconds()));
    }
}
