package io.deckhand.testkit.internal.net;

import io.netty.channel.ChannelPipeline;

/** A protocol over a stream of bytes, whatever carries them: TLS itself, or a WebSocket in it. */
@FunctionalInterface
public interface StreamProtocol {

    /** Adds the handlers of a new connection, which pass {@code ByteBuf}s in both directions. */
    void assemble(ChannelPipeline pipeline);
}
