package io.deckhand.testkit.internal.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes an HTTP connection whose client takes too long to start a request or to complete it. Its place is before the
 * HTTP codec; that of {@link #arrivals()} is after it.
 */
public final class RequestDeadline extends ChannelInboundHandlerAdapter {
    private final Duration patience;
    private @Nullable Future<?> end;

    public RequestDeadline(Duration patience) {
        this.patience = patience;
    }

    /** {@return the handler that detects complete requests} */
    public ChannelInboundHandler arrivals() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof FullHttpRequest) {
                    lift();
                }
                context.fireChannelRead(message);
            }
        };
    }

    /** A part of a long request has arrived: the time limit for the next part starts. */
    public void progress() {
        lift();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        begin(context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        lift();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (end == null) {
            begin(context);
        }
        context.fireChannelRead(message);
    }

    private void begin(ChannelHandlerContext context) {
        end = context.executor().schedule(() -> context.close(), patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void lift() {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }
}
