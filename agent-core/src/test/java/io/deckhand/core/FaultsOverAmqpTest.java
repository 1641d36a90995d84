package io.deckhand.core;

/** Every fault over AMQPS, the main ones over AMQPS_WS. */
class FaultsOverAmqpTest extends FaultMatrix {
    FaultsOverAmqpTest() {
        super(Transport.AMQPS, Transport.AMQPS_WS);
    }
}
