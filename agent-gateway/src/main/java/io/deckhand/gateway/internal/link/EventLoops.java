package io.deckhand.gateway.internal.link;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Event loops that links share. Their threads are there while any link is. */
public final class EventLoops {
    /** One thread for all links of agents that were built by themselves. */
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
            // What is closing still gets its turn; the next connection makes new threads.
            running.shutdownGracefully(1, 5, TimeUnit.SECONDS);
            group = null;
        }
    }
}
