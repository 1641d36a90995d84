package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The kinds of messages that a hub routes.
 *
 * @since 0.1
 */
public enum RouteSource {
    /** Telemetry of devices and modules. */
    DEVICE_MESSAGES("DeviceMessages", "Telemetry"),
    /** A twin was updated or replaced. */
    TWIN_CHANGE_EVENTS("TwinChangeEvents", "twinChangeEvents"),
    /** A device or module was created or deleted. */
    DEVICE_LIFECYCLE_EVENTS("DeviceLifecycleEvents", "deviceLifecycleEvents"),
    /** A device or module connected or disconnected. */
    DEVICE_CONNECTION_STATE_EVENTS("DeviceConnectionStateEvents", "deviceConnectionStateEvents"),
    /** A scheduled job began or ended on a device. */
    DEVICE_JOB_LIFECYCLE_EVENTS("DeviceJobLifecycleEvents", "deviceJobLifecycleEvents");

    private final String wireName;
    private final String messageSource;

    RouteSource(String wireName, String messageSource) {
        this.wireName = wireName;
        this.messageSource = messageSource;
    }

    /**
     * {@return the source with this name}
     *
     * @param name such as {@code TwinChangeEvents}, in any case
     * @throws IllegalArgumentException for an unknown name; its message lists the known ones
     */
    public static RouteSource of(String name) {
        requireNonNull(name, "name");
        return Arrays.stream(values())
                .filter(source -> source.wireName.equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No messages are called '" + name + "'. Known: "
                        + Arrays.stream(values()).map(RouteSource::wireName).collect(Collectors.joining(", ")) + "."));
    }

    /** {@return the name in routes, such as {@code TwinChangeEvents}} */
    public String wireName() {
        return wireName;
    }

    /** {@return the value of {@code iothub-message-source} that such messages have, such as {@code twinChangeEvents}} */
    public String messageSource() {
        return messageSource;
    }
}
