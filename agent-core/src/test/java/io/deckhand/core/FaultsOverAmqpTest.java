package io.deckhand.core;

import io.deckhand.Transport;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Every fault over AMQPS, the main ones over AMQPS_WS. */
@ResourceLock("the hub of FaultsOverAmqpTest") // most faults befall the whole hub
class FaultsOverAmqpTest extends FaultMatrix {
    FaultsOverAmqpTest() {
        super(Transport.AMQPS, Transport.AMQPS_WS);
    }
}
