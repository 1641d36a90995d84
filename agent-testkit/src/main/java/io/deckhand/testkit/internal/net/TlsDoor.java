package io.deckhand.testkit.internal.net;

import io.deckhand.testkit.internal.connection.FaultSwitches;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Where every connection comes in: TLS, at once, or late, or never where a test wants that. */
public final class TlsDoor {
    private final SslContext tls;
    private final FaultSwitches faults;

    public TlsDoor(SslContext tls, FaultSwitches faults) {
        this.tls = tls;
        this.faults = faults;
    }

    /** Begins the pipeline of a new connection. {@return whether it goes on; otherwise nothing is ever answered} */
    public boolean open(ChannelPipeline pipeline) {
        if (faults.leavesUnanswered()) {
            pipeline.addLast(new Swallowing());
            return false;
        }
        Channel channel = pipeline.channel();
        pipeline.addLast(tls.newHandler(channel.alloc()));
        Duration delay = faults.handshakeDelay();
        if (!delay.isZero()) {
            channel.config().setAutoRead(false);
            var unused = channel.eventLoop()
                    .schedule(() -> channel.config().setAutoRead(true), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
        return true;
    }

    private static final class Swallowing extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
