package io.deckhand.gateway.internal.link;

import io.deckhand.core.internal.link.Exchange;
import io.deckhand.core.internal.link.Progress;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pings the hub if the device has sent nothing for a while, since the hub's keep-alive counts only the device's packets; a
 * missing answer shows that the hub is gone. Runs on the event loop.
 */
final class Pings {
    /** A ping may be sent earlier by this part of the time until it is due, if otherwise the thread had to wake again soon. */
    private static final int EARLY = 8;

    private static final MqttMessage PING =
            new MqttMessage(new MqttFixedHeader(MqttMessageType.PINGREQ, false, MqttQoS.AT_MOST_ONCE, false, 0));

    private final Exchange exchange;
    private final long nanos;
    private final Consumer<TimeoutException> unanswered;

    private long lastWritten = System.nanoTime();
    private Progress.@Nullable Wait pinged;
    private boolean over;

    /**
     * {@code nanos} is how long a connection may be silent before a ping, and how long the answer to the ping may take while no
     * byte moves; {@code unanswered} is called if it takes longer.
     */
    Pings(Exchange exchange, long nanos, Consumer<TimeoutException> unanswered) {
        this.exchange = exchange;
        this.nanos = nanos;
        this.unanswered = unanswered;
    }

    /** The hub has accepted the connection. */
    void begin(ChannelHandlerContext opened) {
        plan(opened, nanos);
    }

    /** Packets were sent. */
    void written() {
        lastWritten = System.nanoTime();
    }

    void answered() {
        pinged = null;
    }

    /** The connection has ended. */
    void end() {
        over = true;
    }

    private void plan(ChannelHandlerContext opened, long later) {
        opened.executor().schedule(() -> ping(opened), later, TimeUnit.NANOSECONDS);
    }

    private void ping(ChannelHandlerContext opened) {
        if (over || !opened.channel().isActive()) {
            return;
        }
        long now = System.nanoTime();
        if (pinged != null) {
            awaitAnswer(opened, exchange.left(pinged, Duration.ofNanos(nanos)));
        } else if (now - lastWritten >= nanos - nanos / EARLY) {
            pinged = exchange.progress().startWait();
            lastWritten = now;
            opened.writeAndFlush(PING);
            plan(opened, nanos);
        } else {
            plan(opened, lastWritten + nanos - now);
        }
    }

    private void awaitAnswer(ChannelHandlerContext opened, Duration left) {
        if (left.isZero() || left.isNegative()) {
            unanswered.accept(new TimeoutException("The hub did not answer a ping"));
        } else {
            plan(opened, left.toNanos());
        }
    }
}
