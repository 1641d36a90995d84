package io.deckhand.testkit.internal.mqtt;

import java.util.LinkedHashMap;
import java.util.Map;

/** The properties of a telemetry message: system properties and application properties. */
record TelemetryProperties(Map<String, String> system, Map<String, String> application) {
    private static final Map<String, String> SYSTEM_NAMES = Map.ofEntries(
            Map.entry("$.mid", "messageId"),
            Map.entry("$.cid", "correlationId"),
            Map.entry("$.uid", "userId"),
            Map.entry("$.to", "to"),
            Map.entry("$.on", "outputName"),
            Map.entry("$.ct", "contentType"),
            Map.entry("$.ce", "contentEncoding"),
            Map.entry("$.ctime", "iothub-creation-time-utc"),
            Map.entry("iothub-creation-time-utc", "iothub-creation-time-utc"),
            Map.entry("$.exp", "absoluteExpiryTime"),
            Map.entry("$.sub", "dt-subject"),
            Map.entry("$.ifid", "iothub-interface-id"),
            Map.entry("$.cdid", "iothub-connection-device-id"),
            Map.entry("$.cmid", "iothub-connection-module-id"));

    /** Separates a topic's properties. */
    static TelemetryProperties of(Map<String, String> bag) {
        Map<String, String> system = new LinkedHashMap<>();
        Map<String, String> application = new LinkedHashMap<>();
        bag.forEach((name, value) -> {
            String systemName = SYSTEM_NAMES.get(name);
            (systemName == null ? application : system).put(systemName == null ? name : systemName, value);
        });
        return new TelemetryProperties(system, application);
    }
}
