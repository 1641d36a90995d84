package io.deckhand.testkit.internal.telemetry;

import java.util.Map;

/**
 * A telemetry message as a device sent it. Body and maps are given away with it: the hub adds to the maps and keeps them.
 *
 * @param system the system properties; those that describe the sender are overwritten
 * @param application the application properties
 */
@SuppressWarnings("ArrayRecordComponent") // Neither modified nor compared.
public record DeviceTelemetry(byte[] body, Map<String, String> system, Map<String, String> application) {}
