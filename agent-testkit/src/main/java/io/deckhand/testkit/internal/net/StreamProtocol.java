package io.deckhand.testkit.internal.net;

import io.netty.channel.ChannelPipeline;

/** A protocol over a byte stream, which is TLS or a WebSocket in TLS. */
@FunctionalInterface
public interface StreamProtocol {

    /** Adds the handlers of a new connection, which pass {@code ByteBuf}s in both directions. */
    void assemble(ChannelPipeline pipeline);
}
