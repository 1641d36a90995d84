package io.deckhand.gateway.internal.link;

import io.deckhand.core.internal.link.Request;
import org.jspecify.annotations.Nullable;

/** A message to the hub; {@code acknowledged} is its sender's, if an acknowledgement is all that it waits for. */
@SuppressWarnings("ArrayRecordComponent") // made once from what the agent gave, read once by the session
record Publication(String topic, byte[] body, @Nullable Request<Void> acknowledged) {}
