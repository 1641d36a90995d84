package io.deckhand.examples;

import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import java.util.concurrent.atomic.LongAdder;

/** The handlers of all devices of a gateway: one object, which receives the device as a parameter. */
final class LeafHandlers {
    private final LongAdder calls = new LongAdder();

    @DirectMethod(concurrency = 4, queue = 100)
    String whoAreYou(DeviceAgent agent) {
        calls.increment();
        return agent.deviceId();
    }

    /** Accepts every level: the result is reported. */
    @DesiredProperty("level")
    int level(int level) {
        return level;
    }

    long calls() {
        return calls.sum();
    }
}
