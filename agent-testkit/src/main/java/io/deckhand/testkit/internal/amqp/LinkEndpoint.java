package io.deckhand.testkit.internal.amqp;

import org.apache.qpid.proton.engine.Delivery;

/** The hub's end of a link. Called on the channel's thread only. */
interface LinkEndpoint {

    /** The link is open in both directions. */
    default void opened() {}

    /** A message arrived, or the peer settled a sent one. */
    void delivery(Delivery delivery);

    /** {@return how many bytes a message of the peer may have} */
    default int maxMessageSize() {
        return IncomingLink.MAX_MESSAGE;
    }

    /** The peer granted credit. */
    default void flow() {}

    /** The link ended, from either side. */
    default void closed() {}
}
