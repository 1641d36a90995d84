package io.deckhand.core;

import io.deckhand.Transport;

/** Every fault over AMQPS, the main ones over AMQPS_WS. */
class FaultsOverAmqpTest extends FaultMatrix {
    FaultsOverAmqpTest() {
        super(Transport.AMQPS, Transport.AMQPS_WS);
    }
}
