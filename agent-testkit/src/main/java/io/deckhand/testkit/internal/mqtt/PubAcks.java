package io.deckhand.testkit.internal.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * The acknowledgements of a device's publishes that are due together: one write for all of them, because each write passes the whole
 * pipeline. Used on the channel's thread only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes its channel.
final class PubAcks {
    /** Type 4 without flags, two bytes to follow. */
    private static final int HEADER = 0x4002;

    private static final int SIZE = 4;
    private static final int MOST_AT_FIRST = 64;

    private final ChannelHandlerContext context;
    private @Nullable ByteBuf due;

    PubAcks(ChannelHandlerContext context) {
        this.context = context;
    }

    /** Adds the acknowledgement of one publish; {@link #write} sends it. */
    void add(int packetId) {
        if (due == null) {
            due = context.alloc().buffer(MOST_AT_FIRST * SIZE);
        }
        due.writeShort(HEADER).writeShort(packetId);
    }

    /** Writes what was added. What is written to the device later comes after it. */
    void write() {
        if (due != null) {
            ByteBuf written = due;
            due = null;
            context.write(written);
        }
    }
}
