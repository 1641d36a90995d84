package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.net.ClientCertificates;
import io.deckhand.testkit.internal.net.SilenceHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.engine.Collector;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the AMQP engine of one connection: bytes in, events to {@link AmqpConnection}, bytes out. The engine is not
 * thread-safe; everything runs on the channel's thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes its channel, which is handled anyway.
final class AmqpChannelHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(AmqpChannelHandler.class);
    private static final int MAX_FRAME_SIZE = 64 * 1024;
    private static final int MAX_SESSIONS = 4095;
    private static final int IDLE_MILLIS = (int) TimeUnit.MINUTES.toMillis(4);
    private static final byte[] EMPTY_FRAME = {0, 0, 0, 8, 2, 0, 0, 0};

    private final HubCore core;
    private final Transport transport = Proton.transport();
    private final Connection engine = Proton.connection();
    private final Collector events = Proton.collector();
    private final Grants grants;
    private final SaslLayer sasl;
    private final WholeFrames frames = new WholeFrames();
    private boolean ending;
    private boolean ticking;
    private @Nullable Future<?> nextLook;

    AmqpChannelHandler(HubCore core, Channel channel) {
        this.core = core;
        grants = new Grants(core.access(), () -> ClientCertificates.of(channel));
        transport.setMaxFrameSize(MAX_FRAME_SIZE);
        transport.setChannelMax(MAX_SESSIONS);
        transport.setIdleTimeout(IDLE_MILLIS);
        sasl = SaslLayer.install(transport, grants);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        engine.collect(events);
        transport.bind(engine);
        engine.setContext(new AmqpConnection(core, engine, grants, context.channel(), this::afterTask));
        long patience = core.settings().patience().toNanos();
        nextLook =
                context.executor().schedule(() -> closeUnlessOpened(context.channel()), patience, TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            while (bytes.isReadable() && !ending && take(bytes)) {
                dispatch();
            }
            ending |= sasl.refused();
        } catch (Throwable e) {
            fail(context.channel(), e);
        } finally {
            bytes.release();
        }
        pump(context.channel(), true);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ending = true;
        lookNoMore();
        frames.release();
        connection().ended();
        context.fireChannelInactive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        pump(context.channel(), false);
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.debug("{}: connection ended ({})", context.channel().remoteAddress(), String.valueOf(cause));
        context.close();
    }

    private AmqpConnection connection() {
        return (AmqpConnection) engine.getContext();
    }

    /** {@return whether the engine accepts more input} */
    private boolean take(ByteBuf bytes) {
        int count = Math.min(transport.capacity(), bytes.readableBytes());
        if (count <= 0) {
            ending = true;
            return false;
        }
        transport.tail().put(bytes.nioBuffer(bytes.readerIndex(), count));
        bytes.skipBytes(count);
        transport.process();
        return true;
    }

    private void dispatch() {
        for (Event event = events.peek(); event != null; event = events.peek()) {
            connection().handle(event);
            events.pop();
        }
    }

    /** Handles the events and writes the frames that a task of the hub has caused. */
    private void afterTask(Channel channel) {
        try {
            dispatch();
        } catch (RuntimeException e) {
            fail(channel, e);
        }
        pump(channel, false);
    }

    /**
     * Writes the engine's pending output.
     *
     * <p>Every received chunk is answered at once, with an empty frame if there is nothing else: clients leave Nagle's
     * algorithm on, and would send their next packet only after TCP's delayed acknowledgement, 40 ms later.
     */
    private void pump(Channel channel, boolean received) {
        boolean written = false;
        while (channel.isWritable()) {
            int pending = transport.pending();
            if (pending <= 0) {
                ending |= pending < 0;
                break;
            }
            ByteBuf out = channel.alloc().buffer(pending);
            ByteBuffer head = transport.head();
            out.writeBytes(head.duplicate().limit(head.position() + pending));
            transport.pop(pending);
            toOutbound(channel).write(frames.next(out, channel.alloc(), transport.getRemoteMaxFrameSize()));
            written = true;
        }
        if (ending) {
            toOutbound(channel).writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        if (received && !written && isOpen() && channel.isWritable()) {
            toOutbound(channel).write(Unpooled.wrappedBuffer(EMPTY_FRAME));
        }
        channel.flush();
        startTicking(channel);
    }

    /** Writes start at this handler: handlers of other protocols may follow it in the pipeline. */
    private ChannelHandlerContext toOutbound(Channel channel) {
        return channel.pipeline().context(this);
    }

    private boolean isOpen() {
        return engine.getLocalState() == EndpointState.ACTIVE && engine.getRemoteState() == EndpointState.ACTIVE;
    }

    private void fail(Channel channel, Throwable cause) {
        log.debug("{}: connection ended ({})", channel.remoteAddress(), String.valueOf(cause));
        ending = true;
    }

    private void closeUnlessOpened(Channel channel) {
        if (engine.getRemoteState() == EndpointState.UNINITIALIZED) {
            channel.close();
        }
    }

    /** Idle timeouts in both directions: the engine returns when it must be called again. */
    private void startTicking(Channel channel) {
        if (!ticking && engine.getRemoteState() == EndpointState.ACTIVE) {
            ticking = true;
            lookNoMore();
            tick(channel);
        }
    }

    /** Otherwise a timer would keep a closed connection in memory. */
    private void lookNoMore() {
        if (nextLook != null) {
            nextLook.cancel(false);
        }
    }

    private void tick(Channel channel) {
        if (ending || !channel.isActive()) {
            return;
        }
        long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        SilenceHandler silence = channel.pipeline().get(SilenceHandler.class);
        boolean silent = silence != null && silence.isSilent();
        long next = silent ? now + IDLE_MILLIS : transport.tick(now);
        if (next > 0) {
            nextLook =
                    channel.eventLoop().schedule(() -> tick(channel), Math.max(1, next - now), TimeUnit.MILLISECONDS);
        }
        pump(channel, false);
    }
}
