package io.deckhand.testkit.internal.server;

import io.deckhand.testkit.internal.net.RequestDeadline;
import io.deckhand.testkit.internal.net.SilenceHandler;
import io.deckhand.testkit.internal.net.SlowReaderGuard;
import io.deckhand.testkit.internal.net.StreamProtocol;
import io.deckhand.testkit.internal.net.TlsDoor;
import io.deckhand.testkit.internal.net.WebSocketDoor;
import io.deckhand.testkit.internal.rest.RequestAggregator;
import io.deckhand.testkit.internal.rest.RestChannelHandler;
import io.deckhand.testkit.internal.rest.RestDispatcher;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Assembles the pipeline of each new connection: TLS, HTTP/1.1, whole requests one at a time, the service API or a
 * WebSocket.
 */
final class HttpsChannelInitializer extends ChannelInitializer<Channel> {
    private static final int MAX_REQUEST_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 32 * 1024;

    private final TlsDoor door;
    private final RestDispatcher dispatcher;
    private final ChannelGroup connections;
    private final Map<String, StreamProtocol> webSockets;
    private final Supplier<ChannelHandler> large;
    private final List<Supplier<ChannelHandler>> others;
    private final Duration patience;

    /**
     * @param large creates the handler of requests that are too large to be aggregated
     * @param others create the handlers of other requests than those of the service API, new ones for each connection
     */
    HttpsChannelInitializer(
            TlsDoor door,
            RestDispatcher dispatcher,
            ChannelGroup connections,
            Map<String, StreamProtocol> webSockets,
            Supplier<ChannelHandler> large,
            List<Supplier<ChannelHandler>> others,
            Duration patience) {
        this.door = door;
        this.dispatcher = dispatcher;
        this.connections = connections;
        this.webSockets = webSockets;
        this.large = large;
        this.others = List.copyOf(others);
        this.patience = patience;
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
        RequestDeadline deadline = new RequestDeadline(patience);
        channel.pipeline()
                .addLast(new SlowReaderGuard())
                .addLast(new SilenceHandler())
                .addLast(deadline)
                .addLast(new HttpServerCodec(limits))
                .addLast(large.get())
                .addLast(new RequestAggregator())
                .addLast(deadline.arrivals())
                .addLast(new WebSocketDoor(webSockets));
        others.forEach(other -> channel.pipeline().addLast(other.get()));
        channel.pipeline().addLast(new RestChannelHandler(dispatcher));
    }
}
