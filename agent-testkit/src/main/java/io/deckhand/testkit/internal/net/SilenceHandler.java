package io.deckhand.testkit.internal.net;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/** Simulates a half-open connection: once activated, it neither reads nor writes. */
@SuppressWarnings("FutureReturnValueIgnored") // The promise carries the failure.
public final class SilenceHandler extends ChannelDuplexHandler {
    private volatile boolean silent;

    /** Takes effect at once, from any thread, also for received data that was not read yet. */
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
