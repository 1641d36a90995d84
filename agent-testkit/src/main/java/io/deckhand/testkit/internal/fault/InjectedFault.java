package io.deckhand.testkit.internal.fault;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A fault that a device requests by properties of a telemetry message, as the SDKs' end-to-end tests do with the real
 * hub.
 *
 * @param after the delay before it
 * @param duration how long it lasts, if it is not momentary
 */
public record InjectedFault(Kind kind, Duration after, Duration duration) {
    private static final String TYPE = "AzIoTHub_FaultOperationType";
    private static final String DELAY = "AzIoTHub_FaultOperationDelayInSecs";
    private static final String DURATION = "AzIoTHub_FaultOperationDurationInSecs";
    private static final Duration DEFAULT_DURATION = Duration.ofSeconds(20);
    private static final long MAX_SECONDS = Duration.ofHours(1).toSeconds();

    /** The faults that can be requested. */
    public enum Kind {
        /** The connection is reset. */
        KILL_CONNECTION,
        /** The connection is closed in an orderly way. */
        SHUT_DOWN,
        /** The device's requests are throttled. */
        THROTTLE,
        /** The device's requests are refused because the quota is exceeded. */
        EXCEED_QUOTA,
        /** The connection ends, and new connections of the device are refused. */
        FAIL_AUTHENTICATION
    }

    /** {@return the fault that the message requests, if any} */
    public static Optional<InjectedFault> in(Map<String, String> properties) {
        String type = properties.get(TYPE);
        if (type == null) {
            return Optional.empty();
        }
        return kind(type)
                .map(kind -> new InjectedFault(
                        kind,
                        seconds(properties, DELAY, Duration.ZERO),
                        seconds(properties, DURATION, DEFAULT_DURATION)));
    }

    /** The kinds for single AMQP links end the whole connection. */
    private static Optional<Kind> kind(String type) {
        return switch (type) {
            case "KillTcp" -> Optional.of(Kind.KILL_CONNECTION);
            case "InvokeThrottling" -> Optional.of(Kind.THROTTLE);
            case "InvokeMaxMessageQuota" -> Optional.of(Kind.EXCEED_QUOTA);
            case "InvokeAuthError" -> Optional.of(Kind.FAIL_AUTHENTICATION);
            default ->
                type.startsWith("ShutDown") || type.startsWith("KillAmqp")
                        ? Optional.of(Kind.SHUT_DOWN)
                        : Optional.empty();
        };
    }

    private static Duration seconds(Map<String, String> properties, String name, Duration fallback) {
        String text = properties.getOrDefault(name, "");
        return text.matches("\\d{1,9}") ? Duration.ofSeconds(Math.min(Long.parseLong(text), MAX_SECONDS)) : fallback;
    }
}
