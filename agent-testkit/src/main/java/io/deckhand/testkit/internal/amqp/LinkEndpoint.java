package io.deckhand.testkit.internal.amqp;

import org.apache.qpid.proton.engine.Delivery;

/** The hub's end of a link. Called by the channel's thread only. */
interface LinkEndpoint {

    /** The link is open in both directions. */
    default void opened() {}

    /** A message came in, or the peer settled one that went out. */
    void delivery(Delivery delivery);

    /** {@return how many bytes a message of the peer may have} */
    default int maxMessageSize() {
        return IncomingLink.MAX_MESSAGE;
    }

    /** The peer gave credit. */
    default void flow() {}

    /** The link ended, whoever ended it. */
    default void closed() {}
}
