package io.deckhand.bench.rows;

import io.deckhand.bench.device.DeviceCalls;

/** A device of one side, connected until it is closed. */
record Connected(String id, DeviceCalls device) implements AutoCloseable {
    @Override
    public void close() {
        device.disconnect();
    }
}
