package io.deckhand.testkit.internal.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;

/** Takes a port to listen on. */
public final class ListeningPort {
    private ListeningPort() {}

    /**
     * Begins to listen.
     *
     * @param protocol what is served there, for whoever has to find out who has the port
     * @throws UncheckedIOException that names protocol and address when the port cannot be had
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
