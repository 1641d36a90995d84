package io.deckhand.testkit.internal.routing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.RouteSource;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.telemetry.EventSink;
import io.deckhand.testkit.internal.telemetry.TelemetryIntake;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import io.deckhand.testkit.internal.twin.DeviceTwin;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers messages to the built-in endpoint, if a route or the fallback route leads there, with enrichments. */
public final class EventRouter implements EventSink {
    private static final Logger log = LoggerFactory.getLogger(EventRouter.class);

    private final TelemetryLog endpoint;
    private final Routing routing;
    private final DeviceTwins twins;
    private final String hubName;

    public EventRouter(TelemetryLog endpoint, Routing routing, DeviceTwins twins, String hubName) {
        this.endpoint = endpoint;
        this.routing = routing;
        this.twins = twins;
        this.hubName = hubName;
    }

    @Override
    public void add(TelemetryMessage message, long size) {
        RoutingTable table = routing.table();
        if (table.leavesTelemetryAlone()) {
            endpoint.add(message, size);
        } else if (table.fallback() || matches(RouteSource.DEVICE_MESSAGES, table, message)) {
            deliver(table, message, size);
        }
    }

    /** {@return whether a route exists for such events, so that it is worthwhile to create them} */
    boolean isRouted(RouteSource source) {
        return routing.table().enabled(source).findAny().isPresent();
    }

    /** Delivers an event of the hub itself, for which there is no fallback route. */
    void add(RouteSource source, TelemetryMessage event) {
        RoutingTable table = routing.table();
        if (matches(source, table, event)) {
            deliver(table, event, event.body().length + size(event.properties()) + size(event.systemProperties()));
        }
    }

    private boolean matches(RouteSource source, RoutingTable table, TelemetryMessage message) {
        List<RouteRule> routes = table.enabled(source).toList();
        if (routes.isEmpty()) {
            return false;
        }
        boolean body = routes.stream().anyMatch(route -> route.condition().mentions("$body"));
        boolean twin = routes.stream().anyMatch(route -> route.condition().mentions("$twin"));
        ObjectNode document = RoutedDocument.of(message, body, twin ? twin(message) : null);
        return routes.stream().anyMatch(route -> route.condition().holds(document));
    }

    private void deliver(RoutingTable table, TelemetryMessage message, long size) {
        if (table.enrichments().isEmpty()) {
            endpoint.add(message, size);
            return;
        }
        Map<String, String> added = new LinkedHashMap<>();
        boolean needsTwin = table.enrichments().stream().anyMatch(Enrichment::needsTwin);
        ObjectNode twin = needsTwin ? twin(message) : null;
        table.enrichments().forEach(enrichment -> added.put(enrichment.key(), enrichment.resolve(hubName, twin)));
        long enriched = size + size(added);
        if (enriched > TelemetryIntake.MAX_SIZE) {
            log.warn(
                    "{}: a message of {} is dropped, as at the real hub: with its enrichments it has {} bytes, and at "
                            + "most {} are allowed",
                    hubName,
                    message.deviceId(),
                    enriched,
                    TelemetryIntake.MAX_SIZE);
            return;
        }
        Map<String, String> properties = new LinkedHashMap<>(message.properties());
        properties.putAll(added);
        endpoint.add(
                new TelemetryMessage(
                        message.deviceId(),
                        message.body(),
                        properties,
                        message.systemProperties(),
                        message.enqueuedTime()),
                enriched);
    }

    private @Nullable ObjectNode twin(TelemetryMessage message) {
        String moduleId = message.systemProperties().get("iothub-connection-module-id");
        DeviceTwin twin =
                twins.find(IdentityIds.of(message.deviceId(), moduleId)).orElse(null);
        if (twin == null) {
            return null;
        }
        ObjectNode document = Json.object();
        document.set("tags", twin.tags());
        ObjectNode properties = document.putObject("properties");
        properties.set("desired", twin.desired());
        properties.set("reported", twin.reported());
        return document;
    }

    private static long size(Map<String, String> properties) {
        return properties.entrySet().stream()
                .mapToLong(property -> bytes(property.getKey()) + bytes(property.getValue()))
                .sum();
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
