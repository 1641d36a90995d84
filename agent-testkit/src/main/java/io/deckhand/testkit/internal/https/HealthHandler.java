package io.deckhand.testkit.internal.https;

import io.deckhand.testkit.internal.Json;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.ReferenceCountUtil;

/**
 * Answers health checks of containers, without a token, as long as the hub accepts connections, whatever faults are
 * active. This path does not exist at the real hub.
 */
public final class HealthHandler extends ChannelInboundHandlerAdapter {
    private static final String PATH = "/$deckhand/health";

    private final String hostName;

    public HealthHandler(String hostName) {
        this.hostName = hostName;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof FullHttpRequest request) || !isForHealth(request)) {
            context.fireChannelRead(message);
            return;
        }
        try {
            byte[] body = Json.bytes(Json.object().put("status", "up").put("hostName", hostName));
            FullHttpResponse response = HttpCloudMessage.response(HttpResponseStatus.OK, body);
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=utf-8");
            DeviceHttpHandler.write(context, response, HttpUtil.isKeepAlive(request));
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private static boolean isForHealth(FullHttpRequest request) {
        return request.decoderResult().isSuccess()
                && request.method().equals(HttpMethod.GET)
                && request.uri().contains("deckhand")
                && new QueryStringDecoder(request.uri()).path().equals(PATH);
    }
}
