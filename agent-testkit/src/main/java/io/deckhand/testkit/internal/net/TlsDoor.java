package io.deckhand.testkit.internal.net;

import io.deckhand.testkit.internal.fault.FaultSwitches;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Where every connection comes in: TLS, at once, or late, or never where a test wants that. */
public final class TlsDoor {
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

    private final SslContext tls;
    private final FaultSwitches faults;
    private final long handshakeMillis;

    /** @param patience how long a handshake may take, where that is less than usual */
    public TlsDoor(SslContext tls, FaultSwitches faults, Duration patience) {
        this.tls = tls;
        this.faults = faults;
        handshakeMillis = Math.min(HANDSHAKE_LIMIT.toMillis(), patience.toMillis());
    }

    /** Begins the pipeline of a new connection. {@return whether it goes on; otherwise nothing is ever answered} */
    public boolean open(ChannelPipeline pipeline) {
        if (faults.leavesUnanswered()) {
            pipeline.addLast(new Swallowing());
            return false;
        }
        Channel channel = pipeline.channel();
        SslHandler handler = tls.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(handshakeMillis);
        pipeline.addLast(handler);
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
