package io.deckhand.testkit.internal.methods;

/**
 * A direct method call for a device.
 *
 * @param requestId the id that the answer must repeat: 32 hex digits
 * @param payload JSON text, empty for none
 */
public record MethodCall(String requestId, String method, String payload) {}
