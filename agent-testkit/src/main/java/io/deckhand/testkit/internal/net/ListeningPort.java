package io.deckhand.testkit.internal.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;

/** Opens a listening port. */
public final class ListeningPort {
    private ListeningPort() {}

    /**
     * Starts to listen.
     *
     * @param protocol the protocol served there, for the error message
     * @throws UncheckedIOException when the port cannot be bound; its message names protocol and address
     */
    public static Channel open(ServerBootstrap server, String protocol, InetSocketAddress address) {
        ChannelFuture bound = server.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new UncheckedIOException(
                    "Cannot serve " + protocol + " on " + address.getHostString() + ":" + address.getPort(),
                    asIoException(bound.cause()));
        }
        return bound.channel();
    }

    private static IOException asIoException(Throwable cause) {
        return cause instanceof IOException failure ? failure : new IOException(cause);
    }
}
