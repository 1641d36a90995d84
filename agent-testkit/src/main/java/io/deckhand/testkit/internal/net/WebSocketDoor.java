package io.deckhand.testkit.internal.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.ReferenceCountUtil;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Upgrades an HTTP connection to a WebSocket that carries one of several protocols, and passes on all other requests.
 *
 * <p>The path is the same for all protocols; the client selects one by its sub-protocol. The query is ignored; the Java
 * device SDK adds one. Its AMQP transport uses the whole URL as request target, as for a proxy. The Java provisioning
 * client requests {@code /mqtt}, the default path of its MQTT client.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes its channel, which is handled anyway.
public final class WebSocketDoor extends ChannelInboundHandlerAdapter {
    private static final String PATH = "/$iothub/websocket";

    /** The paths of devices and back ends, of Event Hubs clients, and of some MQTT devices. */
    private static final Set<String> PATHS =
            Set.of(PATH, "/%24iothub/websocket", "/$servicebus/websocket", "/%24servicebus/websocket", "/mqtt");

    /** More than any client sends in one frame; a message may have any number of frames. */
    private static final int MAX_FRAME = 1024 * 1024;

    private static final WebSocketDecoderConfig CONFIG = WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(MAX_FRAME)
            .allowExtensions(false)
            .build();

    private final Set<String> names;
    private final Map<String, StreamProtocol> protocols;

    /** @param protocols the protocols by sub-protocol, regardless of case */
    public WebSocketDoor(Map<String, StreamProtocol> protocols) {
        names = Set.copyOf(protocols.keySet());
        this.protocols = protocols.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        entry -> entry.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof FullHttpRequest request) || !asksForWebSocket(request)) {
            context.fireChannelRead(message);
            return;
        }
        try {
            open(context, request);
        } catch (WebSocketHandshakeException e) {
            refuse(context, "The WebSocket handshake is malformed: " + e.getMessage());
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void open(ChannelHandlerContext context, FullHttpRequest request) {
        String name = wantedProtocol(request);
        StreamProtocol protocol = protocols.get(name.toLowerCase(Locale.ROOT));
        if (protocol == null) {
            String known = String.join(", ", new TreeSet<>(names));
            refuse(context, "No WebSocket sub-protocol '" + name + "'. Known: " + known + ".");
            return;
        }
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshakerFactory(PATH, name, CONFIG).newHandshaker(request);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel())
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        handshaker.handshake(context.channel(), request);
        ChannelPipeline pipeline = context.pipeline();
        while (pipeline.last() != this) {
            pipeline.removeLast();
        }
        pipeline.addLast(new WebSocketStream());
        protocol.assemble(pipeline);
        pipeline.remove(this);
        if (pipeline.get(RequestDeadline.class) != null) {
            pipeline.remove(RequestDeadline.class);
        }
        // An HTTP call in progress may have paused it.
        SlowReaderGuard.pause(pipeline, false);
    }

    /** {@return the first served sub-protocol that the client names, as it writes it, or else all that it names} */
    private String wantedProtocol(FullHttpRequest request) {
        String wanted = String.join(",", request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL));
        return Arrays.stream(wanted.split(",", -1))
                .map(String::strip)
                .filter(name -> protocols.containsKey(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(wanted);
    }

    private static void refuse(ChannelHandlerContext context, String why) {
        ByteBuf body = ByteBufUtil.writeUtf8(context.alloc(), why);
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private static boolean asksForWebSocket(FullHttpRequest request) {
        String path = path(request.uri());
        return request.decoderResult().isSuccess()
                && PATHS.stream().anyMatch(path::equalsIgnoreCase)
                && request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    private static String path(String target) {
        int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
        int start = scheme < 0 ? 0 : Math.max(0, target.indexOf('/', scheme + "://".length()));
        int query = target.indexOf('?', start);
        return query < 0 ? target.substring(start) : target.substring(start, query);
    }
}
