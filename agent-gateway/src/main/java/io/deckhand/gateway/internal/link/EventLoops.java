package io.deckhand.gateway.internal.link;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Event loops that links share. Their threads exist as long as any link does. */
public final class EventLoops {
    /** One thread for the links of all standalone agents. */
    static final EventLoops SHARED = new EventLoops(1);

    private final int threads;
    private @Nullable EventLoopGroup group;
    private int users;

    public EventLoops(int threads) {
        this.threads = threads;
    }

    /** {@return the loops, until {@link #release()}} */
    @SuppressWarnings("deprecation") // its successor is not in Netty 4.1, which applications with Spring Boot 3 have
    synchronized EventLoopGroup acquire() {
        EventLoopGroup running = group;
        if (running == null) {
            running = new NioEventLoopGroup(threads, new DefaultThreadFactory("deckhand-io", true));
            group = running;
        }
        users++;
        return running;
    }

    synchronized void release() {
        EventLoopGroup running = group;
        if (--users == 0 && running != null) {
            // Pending closings still run; the next connection creates new threads.
            running.shutdownGracefully(1, 5, TimeUnit.SECONDS);
            group = null;
        }
    }
}
