package io.deckhand.testkit.internal.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/** Converts between WebSocket frames and the byte stream of the protocol behind it. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes its channel, which is handled anyway.
final class WebSocketStream extends ChannelDuplexHandler {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof BinaryWebSocketFrame || message instanceof ContinuationWebSocketFrame) {
            context.fireChannelRead(((WebSocketFrame) message).content());
        } else if (message instanceof PingWebSocketFrame ping) {
            context.writeAndFlush(new PongWebSocketFrame(ping.content()));
        } else {
            ReferenceCountUtil.release(message);
            if (message instanceof CloseWebSocketFrame) {
                close(context, WebSocketCloseStatus.NORMAL_CLOSURE);
            } else if (!(message instanceof PongWebSocketFrame)) {
                close(context, WebSocketCloseStatus.INVALID_MESSAGE_TYPE);
            }
        }
    }

    /** Sends no empty frames: the Java SDKs' WebSocket never gets past their two bytes. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean frame = message instanceof ByteBuf bytes && bytes.isReadable();
        context.write(frame ? new BinaryWebSocketFrame((ByteBuf) message) : message, promise);
    }

    private static void close(ChannelHandlerContext context, WebSocketCloseStatus status) {
        context.writeAndFlush(new CloseWebSocketFrame(status)).addListener(ChannelFutureListener.CLOSE);
    }
}
