package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.net.SilenceHandler;
import io.deckhand.testkit.internal.net.StreamProtocol;
import io.deckhand.testkit.internal.net.TlsDoor;
import io.deckhand.testkit.internal.net.WebSocketDoor;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.Map;
import java.util.function.Supplier;

/** Prepares each new connection: TLS, HTTP/1.1, whole requests one at a time, the service API or a WebSocket. */
final class RestChannelInitializer extends ChannelInitializer<Channel> {
    private static final int MAX_REQUEST_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 32 * 1024;

    private final TlsDoor door;
    private final RestDispatcher dispatcher;
    private final ChannelGroup connections;
    private final Map<String, StreamProtocol> webSockets;
    private final Supplier<ChannelHandler> devices;

    RestChannelInitializer(
            TlsDoor door,
            RestDispatcher dispatcher,
            ChannelGroup connections,
            Map<String, StreamProtocol> webSockets,
            Supplier<ChannelHandler> devices) {
        this.door = door;
        this.dispatcher = dispatcher;
        this.connections = connections;
        this.webSockets = webSockets;
        this.devices = devices;
    }

    @Override
    protected void initChannel(Channel channel) {
        connections.add(channel);
        if (!door.open(channel.pipeline())) {
            return;
        }
        HttpDecoderConfig limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS);
        channel.pipeline()
                .addLast(new SilenceHandler())
                .addLast(new HttpServerCodec(limits))
                .addLast(new RequestAggregator())
                .addLast(new WebSocketDoor(webSockets))
                .addLast(devices.get())
                .addLast(new RestChannelHandler(dispatcher));
    }
}
