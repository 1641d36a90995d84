package io.deckhand.testkit.internal.net;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** Describes a client's transport and address in text. */
public final class Carrier {
    private Carrier() {}

    /** {@return the protocol, and whether it uses a WebSocket} */
    public static String protocol(Channel channel, String name) {
        return channel.pipeline().get(WebSocketStream.class) == null ? name : name + " over WebSocket";
    }

    /** {@return the client's address} */
    public static String address(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress() + ":" + address.getPort()
                : "an unknown address";
    }
}
