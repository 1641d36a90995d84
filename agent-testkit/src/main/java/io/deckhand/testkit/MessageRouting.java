package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.routing.Enrichment;
import io.deckhand.testkit.internal.routing.RouteRule;
import io.deckhand.testkit.internal.routing.Routing;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import java.util.List;

/**
 * The message routes of a hub to its built-in Event Hubs endpoint, and the enrichments of what arrives there. As at the
 * real hub, the hub's own events arrive there only if a route leads there.
 *
 * <pre>{@code
 * LocalHub hub = LocalHub.builder()
 *         .routing(routing -> routing.route("twins", RouteSource.TWIN_CHANGE_EVENTS)
 *                 .enrich("floor", "$twin.tags.floor"))
 *         .start();
 * }</pre>
 *
 * <p>Changes take effect for the next message. Restarts keep them; a data directory does not. Safe for use by several
 * threads.
 *
 * @since 0.1
 */
public final class MessageRouting {
    private final Routing routing;
    private final TelemetryLog endpoint;

    MessageRouting(Routing routing, TelemetryLog endpoint) {
        this.routing = routing;
        this.endpoint = endpoint;
    }

    /**
     * Routes all messages of a source to the built-in endpoint. A route with the same name is replaced.
     *
     * @param name 1 to 64 of {@code A-Z a-z 0-9 - _ .}
     * @param source the messages to route
     * @return this
     * @throws IllegalArgumentException for an invalid name, or a hundred and first route
     */
    public MessageRouting route(String name, RouteSource source) {
        return route(name, source, RouteRule.ALWAYS);
    }

    /**
     * Routes the messages of a source that meet a condition to the built-in endpoint. A route with the same name is
     * replaced.
     *
     * @param name as for {@link #route(String, RouteSource)}
     * @param source the messages to route
     * @param condition in the routing query language, such as {@code level = 'critical' AND $body.temperature > 30};
     *     {@code docs/local-hub.md} lists what is served
     * @return this
     * @throws IllegalArgumentException as for {@link #route(String, RouteSource)}, and for an invalid condition; its
     *     message has the position of the error
     */
    public MessageRouting route(String name, RouteSource source, String condition) {
        requireNonNull(name, "name");
        requireNonNull(source, "source");
        requireNonNull(condition, "condition");
        return changed(() -> routing.put(RouteRule.of(name, source, condition, true)));
    }

    /**
     * Enables or disables a route.
     *
     * @param name the name of a route
     * @param enabled whether it routes messages
     * @return this
     * @throws IllegalArgumentException for an unknown route; its message lists the known ones
     */
    public MessageRouting enable(String name, boolean enabled) {
        return changed(() -> routing.enable(name, enabled));
    }

    /**
     * Removes a route.
     *
     * @param name the name of a route
     * @return this
     * @throws IllegalArgumentException for an unknown route; its message lists the known ones
     */
    public MessageRouting remove(String name) {
        return changed(() -> routing.remove(name));
    }

    /**
     * Sets whether telemetry that no route matches reaches the endpoint nevertheless; the default is that it does.
     *
     * @param on whether the fallback route is enabled
     * @return this
     */
    public MessageRouting fallback(boolean on) {
        return changed(() -> routing.fallback(on));
    }

    /**
     * Adds a property to each message that arrives at the endpoint. An enrichment with the same key is replaced.
     *
     * @param key the name of the property, of {@code A-Z a-z 0-9 - _ .}
     * @param value a text, {@code $iothubname}, or a path in the sender's twin: {@code $twin.tags.x},
     *     {@code $twin.properties.desired.x}, {@code $twin.properties.reported.x}; if the twin has no such value, messages
     *     get the path itself
     * @return this
     * @throws IllegalArgumentException for an invalid key or value, or an eleventh enrichment
     */
    public MessageRouting enrich(String key, String value) {
        requireNonNull(key, "key");
        requireNonNull(value, "value");
        return changed(() -> routing.put(new Enrichment(key, value)));
    }

    /**
     * Removes an enrichment.
     *
     * @param key the key of an enrichment
     * @return this
     * @throws IllegalArgumentException for an unknown key; its message lists the known ones
     */
    public MessageRouting removeEnrichment(String key) {
        return changed(() -> routing.removeEnrichment(key));
    }

    /**
     * {@return the hub's own events that arrived at the endpoint and are still there, oldest first}
     *
     * <p>Their {@code iothub-message-source} is in {@link TelemetryMessage#systemProperties()}.
     */
    public List<TelemetryMessage> events() {
        return endpoint.matching(message -> !TelemetryLog.isTelemetry(message));
    }

    /** {@return routes and enrichments, never a message} */
    @Override
    public String toString() {
        return "MessageRouting" + routing.table().toDocument();
    }

    private MessageRouting changed(Runnable change) {
        try {
            change.run();
            return this;
        } catch (HubException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
