package io.deckhand.testkit.internal.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a client that does not read from filling the hub. As long as what the hub has for it cannot be sent, what it sends is
 * not read, so it gets no more answers; and where others have too much for it all the same, its connection is reset.
 *
 * <p>Whoever else wants a connection not to be read says so here, so that neither undoes what the other did.
 */
public final class SlowReaderGuard extends ChannelDuplexHandler {
    /** Far more than a device that reads ever leaves waiting. */
    public static final long MOST_WAITING = 16L * 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(SlowReaderGuard.class);

    private boolean paused;

    /** {@return how many bytes the hub has for a client that could not be sent yet} */
    public static long waiting(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Stops or goes on reading from the client, on the channel's own thread. */
    public static void pause(ChannelPipeline pipeline, boolean paused) {
        SlowReaderGuard guard = pipeline.get(SlowReaderGuard.class);
        if (guard != null) {
            guard.paused = paused;
            guard.apply(pipeline.channel());
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (waiting(context.channel()) <= MOST_WAITING) {
            context.write(message, promise);
            return;
        }
        ReferenceCountUtil.release(message);
        promise.tryFailure(new IOException("The client does not read."));
        if (context.channel().isActive()) {
            log.info(
                    "{}: connection reset, its client does not read",
                    context.channel().remoteAddress());
            PipelineEvents.reset(context.channel());
        }
    }

    /** The channel says so later, and by then a read that is being worked off may have raised a thousand answers. */
    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        if (!context.channel().isWritable()) {
            apply(context.channel());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        apply(context.channel());
        context.fireChannelWritabilityChanged();
    }

    private void apply(Channel channel) {
        channel.config().setAutoRead(!paused && channel.isWritable());
    }
}
