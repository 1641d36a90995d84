package io.deckhand.gateway.internal.link;

import io.deckhand.core.internal.link.Request;

/** A message to the hub. {@code acknowledges}: whether its acknowledgement is the answer to its request; a question has another. */
@SuppressWarnings("ArrayRecordComponent") // made once from what the agent gave, read once by the session
record Publication(String topic, byte[] body, Request<?> request, boolean acknowledges) {
    void written() {
        request.written();
    }

    void acknowledged() {
        if (acknowledges) {
            request.acknowledged();
        }
    }
}
