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
import java.util.List;
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
    private final List<Supplier<ChannelHandler>> others;

    /** @param others make handlers of what is not the service API, for each connection new ones */
    RestChannelInitializer(
            TlsDoor door,
            RestDispatcher dispatcher,
            ChannelGroup connections,
            Map<String, StreamProtocol> webSockets,
            List<Supplier<ChannelHandler>> others) {
        this.door = door;
        this.dispatcher = dispatcher;
        this.connections = connections;
        this.webSockets = webSockets;
        this.others = List.copyOf(others);
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
                .addLast(new WebSocketDoor(webSockets));
        others.forEach(other -> channel.pipeline().addLast(other.get()));
        channel.pipeline().addLast(new RestChannelHandler(dispatcher));
    }
}
