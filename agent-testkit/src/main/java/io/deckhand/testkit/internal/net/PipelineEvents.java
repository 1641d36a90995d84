package io.deckhand.testkit.internal.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.timeout.IdleStateEvent;

/** What all connections do the same way. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes its channel, which is handled anyway.
public final class PipelineEvents {
    private PipelineEvents() {}

    /** {@return whether the connection is closed now, because it was idle} */
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

    /** Resets a connection: its peer sees neither TLS nor TCP say goodbye. May be called by any thread. */
    public static void reset(Channel channel) {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            return; // It is closed already.
        }
        // From the first handler, which is TLS, outward: so TLS does not get to close the connection politely.
        channel.pipeline().firstContext().close();
    }
}
