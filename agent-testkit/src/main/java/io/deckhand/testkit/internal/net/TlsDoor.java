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
import java.util.function.Supplier;

/** Starts TLS on every new connection: at once, or, as an active fault demands, late, never, or with a certificate that nobody trusts. */
public final class TlsDoor {
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

    private final SslContext tls;
    private final Supplier<SslContext> untrusted;
    private final FaultSwitches faults;
    private final long handshakeMillis;

    /**
     * @param untrusted creates the context with a certificate that nobody trusts; called once for each connection
     * @param patience the limit of a handshake, if it is less than the default
     */
    public TlsDoor(SslContext tls, Supplier<SslContext> untrusted, FaultSwitches faults, Duration patience) {
        this.tls = tls;
        this.untrusted = untrusted;
        this.faults = faults;
        handshakeMillis = Math.min(HANDSHAKE_LIMIT.toMillis(), patience.toMillis());
    }

    /** Starts the pipeline of a new connection. {@return false if the connection must be left unanswered} */
    public boolean open(ChannelPipeline pipeline) {
        if (faults.leavesUnanswered()) {
            pipeline.addLast(new Swallowing());
            return false;
        }
        Channel channel = pipeline.channel();
        SslContext presented = faults.presentsUntrusted() ? untrusted.get() : tls;
        SslHandler handler = presented.newHandler(channel.alloc());
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
