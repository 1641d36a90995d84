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
 * Keeps a client that does not read from filling the hub's memory. While output to it cannot be sent, its input is not
 * read, so it causes no more answers. If output from other sources still exceeds a limit, its connection is reset.
 *
 * <p>All other code that pauses reading does so here too, so that neither undoes the other's pause.
 */
public final class SlowReaderGuard extends ChannelDuplexHandler {
    /** Far more than ever waits for a device that reads. */
    public static final long MOST_WAITING = 16L * 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(SlowReaderGuard.class);

    private boolean paused;

    /** {@return the number of bytes for a client that could not be sent yet} */
    public static long waiting(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Pauses or resumes reading from the client, on the channel's thread. */
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

    /** The channel reports this later, and by then the current read may have caused a thousand answers. */
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
