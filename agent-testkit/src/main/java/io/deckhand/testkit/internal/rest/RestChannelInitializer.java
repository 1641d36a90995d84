package io.deckhand.testkit.internal.rest;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;

/** Prepares each new connection: TLS, HTTP/1.1, whole requests one at a time, the service API. */
final class RestChannelInitializer extends ChannelInitializer<Channel> {
    private static final int MAX_REQUEST_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 32 * 1024;

    private final SslContext tls;
    private final RestDispatcher dispatcher;
    private final ChannelGroup connections;

    RestChannelInitializer(SslContext tls, RestDispatcher dispatcher, ChannelGroup connections) {
        this.tls = tls;
        this.dispatcher = dispatcher;
        this.connections = connections;
    }

    @Override
    protected void initChannel(Channel channel) {
        connections.add(channel);
        HttpDecoderConfig limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS);
        channel.pipeline()
                .addLast(tls.newHandler(channel.alloc()))
                .addLast(new HttpServerCodec(limits))
                .addLast(new RequestAggregator())
                .addLast(new RestChannelHandler(dispatcher));
    }
}
