package io.deckhand.core.internal.link;

/** The answer to a direct method as it goes to the hub: a status, and the payload as JSON in UTF-8. */
@SuppressWarnings("ArrayRecordComponent") // made once by the responder, read once by the link
public record MethodAnswer(int status, byte[] payload) {}
