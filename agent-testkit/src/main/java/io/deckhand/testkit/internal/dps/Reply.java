package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the service answers, whatever the protocol.
 *
 * @param status as in HTTP
 * @param retryAfterSeconds how long to wait before asking again, 0 when there is nothing to ask for
 */
public record Reply(int status, ObjectNode body, int retryAfterSeconds) {}
