package io.deckhand.testkit.internal.net;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** What carries a client's protocol, for people to read. */
public final class Carrier {
    private Carrier() {}

    /** {@return the protocol, and whether a WebSocket carries it} */
    public static String protocol(Channel channel, String name) {
        return channel.pipeline().get(WebSocketStream.class) == null ? name : name + " over WebSocket";
    }

    /** {@return where the client is} */
    public static String address(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress() + ":" + address.getPort()
                : "an unknown address";
    }
}
