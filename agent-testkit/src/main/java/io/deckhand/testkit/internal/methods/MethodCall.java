package io.deckhand.testkit.internal.methods;

/**
 * A direct method on its way to a device.
 *
 * @param requestId what the answer must carry: 32 hex digits
 * @param payload JSON text, empty when the caller gave none
 */
public record MethodCall(String requestId, String method, String payload) {}
