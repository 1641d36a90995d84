/** Many devices in one JVM, and a link to the hub on Netty's event loops. */
module io.deckhand.gateway {
    requires transitive io.deckhand.core;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.codec.mqtt;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.handler.proxy;
    requires io.netty.transport;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.deckhand.gateway;

    provides io.deckhand.core.internal.link.LinkProvider with
            io.deckhand.gateway.internal.link.NettyLinks;
}
