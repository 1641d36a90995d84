package io.deckhand.testkit.internal.telemetry;

import io.deckhand.testkit.TelemetryMessage;

/** Takes the messages of devices once they are accepted. */
public interface EventSink {
    /**
     * Takes a message.
     *
     * @param size the bytes of body and properties
     */
    void add(TelemetryMessage message, long size);
}
