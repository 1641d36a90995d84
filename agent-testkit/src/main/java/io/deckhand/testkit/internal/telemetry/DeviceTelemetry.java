package io.deckhand.testkit.internal.telemetry;

import java.util.Map;

/**
 * A telemetry message as a device sent it.
 *
 * @param system the system properties; those that describe the sender are overwritten
 * @param application the application properties
 */
@SuppressWarnings("ArrayRecordComponent") // Neither modified nor compared.
public record DeviceTelemetry(byte[] body, Map<String, String> system, Map<String, String> application) {}
