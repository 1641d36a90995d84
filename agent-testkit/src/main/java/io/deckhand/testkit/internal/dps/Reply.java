package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An answer of the service, for any protocol.
 *
 * @param status as in HTTP
 * @param retryAfterSeconds how long to wait before the next query, 0 when none is needed
 */
public record Reply(int status, ObjectNode body, int retryAfterSeconds) {}
