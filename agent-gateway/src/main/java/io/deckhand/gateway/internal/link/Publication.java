package io.deckhand.gateway.internal.link;

import io.deckhand.core.internal.link.Request;

/**
 * A message to the hub. {@code acknowledges} is whether the acknowledgement completes the request; other requests wait
 * for an answer.
 */
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
