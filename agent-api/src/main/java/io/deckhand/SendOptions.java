package io.deckhand;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The options of a telemetry message. Immutable: each method returns a changed copy.
 *
 * <pre>{@code
 * agent.sendAsync(reading, SendOptions.NONE
 *         .property("alert", "true")
 *         .priority(Priority.HIGH)
 *         .timeToLive(Duration.ofMinutes(10)));
 * }</pre>
 *
 * @param properties application properties: names and values of at least one character each
 * @param contentType the media type of the body; empty: {@code application/json} if the body is serialized as JSON,
 *     otherwise none
 * @param contentEncoding the character set of the body; empty: {@code utf-8} if the body is serialized as JSON,
 *     otherwise none
 * @param priority its priority among the waiting messages
 * @param timeToLive how long it may wait for the hub; after that it is not sent any more. Empty: no limit
 * @param component the Plug and Play component that it belongs to; empty: the device itself
 * @param output the output of an IoT Edge module; empty: none
 * @since 0.1
 */
public record SendOptions(
        Map<String, String> properties,
        Optional<String> contentType,
        Optional<String> contentEncoding,
        Priority priority,
        Optional<Duration> timeToLive,
        Optional<String> component,
        Optional<String> output) {
    /** No properties, normal priority, no time limit. */
    public static final SendOptions NONE = new SendOptions(
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Priority.NORMAL,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /**
     * Checks and copies.
     *
     * @param properties application properties
     * @param contentType the media type of the body
     * @param contentEncoding the character set of the body
     * @param priority how urgent it is
     * @param timeToLive how long it may wait
     * @param component the component it is of
     * @param output the output it leaves by
     * @throws IllegalArgumentException if the time to live is not more than zero
     */
    public SendOptions {
        properties = Map.copyOf(requireNonNull(properties, "properties"));
        requireNonNull(contentType, "contentType");
        requireNonNull(contentEncoding, "contentEncoding");
        requireNonNull(priority, "priority");
        requireNonNull(component, "component");
        requireNonNull(output, "output");
        if (requireNonNull(timeToLive, "timeToLive")
                .filter(time -> time.isNegative() || time.isZero())
                .isPresent()) {
            throw new IllegalArgumentException("timeToLive is " + timeToLive.get() + ". It must be more than zero.");
        }
    }

    /**
     * Starts with properties.
     *
     * @param properties application properties; copied
     * @return options with these properties and nothing else
     */
    public static SendOptions of(Map<String, String> properties) {
        if (requireNonNull(properties, "properties").isEmpty()) {
            return NONE;
        }
        return new SendOptions(
                properties,
                NONE.contentType,
                NONE.contentEncoding,
                NONE.priority,
                NONE.timeToLive,
                NONE.component,
                NONE.output);
    }

    /**
     * Adds a property.
     *
     * @param name its name
     * @param value its value
     * @return these options with it, in place of an earlier one of that name
     */
    public SendOptions property(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(properties);
        more.put(name, value);
        return new SendOptions(more, contentType, contentEncoding, priority, timeToLive, component, output);
    }

    /**
     * Sets the type of the body.
     *
     * @param type the media type, as {@code application/json}, in ASCII as the other
     * @param encoding the character set, as {@code utf-8}; the hub's message routing reads bodies of
     *     {@code application/json} only if this is {@code utf-8}, {@code utf-16} or {@code utf-32}
     * @return these options with both
     */
    public SendOptions content(String type, String encoding) {
        return new SendOptions(
                properties, Optional.of(type), Optional.of(encoding), priority, timeToLive, component, output);
    }

    /**
     * Sets the priority.
     *
     * @param urgency the priority
     * @return these options with it
     */
    public SendOptions priority(Priority urgency) {
        return new SendOptions(properties, contentType, contentEncoding, urgency, timeToLive, component, output);
    }

    /**
     * Limits how long it may wait for the hub.
     *
     * @param time more than zero
     * @return these options with it
     * @throws IllegalArgumentException if it is not more than zero
     */
    public SendOptions timeToLive(Duration time) {
        return new SendOptions(
                properties, contentType, contentEncoding, priority, Optional.of(time), component, output);
    }

    /**
     * Sets the component of the device's Plug and Play model that it belongs to.
     *
     * @param name the name of the component
     * @return these options with it
     */
    public SendOptions component(String name) {
        return new SendOptions(
                properties, contentType, contentEncoding, priority, timeToLive, Optional.of(name), output);
    }

    /**
     * Sets the output of an IoT Edge module, to which routes can refer. Messages of devices have none.
     *
     * @param name the name of the output
     * @return these options with it
     */
    public SendOptions output(String name) {
        return new SendOptions(
                properties, contentType, contentEncoding, priority, timeToLive, component, Optional.of(name));
    }
}
