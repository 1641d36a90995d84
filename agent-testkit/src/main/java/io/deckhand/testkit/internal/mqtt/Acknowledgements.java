package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.HubPacket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledges a device's publishes. Holds each PUBACK back as long as a network would, and the answers with it: the Java device SDK
 * loses one that comes at once, and a client may take an answer that comes first for a request that never was acknowledged. PUBACKs
 * that are due together are one write, because each write passes the whole pipeline. Used on the channel's thread only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes its channel.
final class Acknowledgements {
    /** The first two bytes of a PUBACK: its type, and that two more follow. */
    private static final int HEADER = 0x4002;

    private static final int SIZE = 4;
    private static final int AT_FIRST = 64;

    private final ChannelHandlerContext context;
    private final DeviceLink link;
    private final @Nullable HeldBack heldBack;
    private @Nullable ByteBuf due;

    Acknowledgements(ChannelHandlerContext context, DeviceLink link, Duration delay) {
        this.context = context;
        this.link = link;
        heldBack = delay.isZero() ? null : new HeldBack(context.executor(), delay, this::flush);
    }

    /**
     * Acknowledges a publish, subject to faults.
     *
     * @param answers send what the hub answers, after the acknowledgement
     */
    void add(int packetId, List<Runnable> answers) {
        if (heldBack == null) {
            release(packetId, answers);
        } else {
            heldBack.add(() -> release(packetId, answers));
        }
    }

    private void release(int packetId, List<Runnable> answers) {
        link.befall(HubPacket.PUBACK, () -> send(packetId));
        if (!answers.isEmpty()) {
            write();
            answers.forEach(Runnable::run);
        }
    }

    /** One that a fault delays is sent alone. */
    private void send(int packetId) {
        if (heldBack == null || !heldBack.isReleasing()) {
            context.writeAndFlush(
                    MqttMessageBuilders.pubAck().packetId(packetId).build());
            return;
        }
        if (due == null) {
            due = context.alloc().buffer(AT_FIRST * SIZE);
        }
        due.writeShort(HEADER).writeShort(packetId);
    }

    private void write() {
        if (due != null) {
            ByteBuf written = due;
            due = null;
            context.write(written);
        }
    }

    private void flush() {
        write();
        context.flush();
    }
}
