package io.deckhand.testkit.internal.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.timeout.IdleStateEvent;

/** Operations shared by the pipelines of all protocols. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes its channel, which is handled anyway.
public final class PipelineEvents {
    private PipelineEvents() {}

    /** {@return whether the event closed the connection, because it was idle} */
    public static boolean closeWhenIdle(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            SilenceHandler silence = context.pipeline().get(SilenceHandler.class);
            if (silence == null || !silence.isSilent()) {
                context.close();
                return true;
            }
        } else {
            context.fireUserEventTriggered(event);
        }
        return false;
    }

    /** Resets a connection, without the closing sequences of TLS and TCP. May be called by any thread. */
    public static void reset(Channel channel) {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            return; // It is closed already.
        }
        // Starts at the first handler, which is TLS, so that TLS does not send its closing alert.
        channel.pipeline().firstContext().close();
    }
}
