package io.deckhand.testkit.internal.net;

import io.deckhand.testkit.internal.fault.Line;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A connection whose protocol needs no work after a packet. */
public record ChannelLine(Channel channel, Runnable reset) implements Line {

    @Override
    public void later(Runnable task, Duration delay) {
        var unused = channel.eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void cut() {
        reset.run();
    }
}
