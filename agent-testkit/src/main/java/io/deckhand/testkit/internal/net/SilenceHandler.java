package io.deckhand.testkit.internal.net;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/** Makes a connection half-open when told to: from then on it takes in and gives out nothing. */
@SuppressWarnings("FutureReturnValueIgnored") // The promise is told.
public final class SilenceHandler extends ChannelDuplexHandler {
    private volatile boolean silent;

    /** Begins at once, whatever thread calls: also for what the channel has received but not read. */
    public void begin() {
        silent = true;
    }

    public boolean isSilent() {
        return silent;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (silent) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (silent) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        } else {
            context.write(message, promise);
        }
    }
}
