package io.deckhand.testkit.internal.telemetry;

import java.util.Map;

/**
 * A telemetry message as a device sent it.
 *
 * @param system what the protocol defines; what the hub knows of the sender counts, not what stands here
 * @param application what the sender added
 */
@SuppressWarnings("ArrayRecordComponent") // Neither altered nor compared.
public record DeviceTelemetry(byte[] body, Map<String, String> system, Map<String, String> application) {}
