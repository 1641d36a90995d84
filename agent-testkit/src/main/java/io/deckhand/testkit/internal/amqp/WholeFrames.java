package io.deckhand.testkit.internal.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes every field of the hub's performatives, absent ones as null, as the real hub does.
 *
 * <p>The engine leaves out the fields after the last one that is set. AMQP allows that, but clients for Python and C
 * read fields by their position. A transfer that would exceed the peer's frame size is sent in two frames. Frames may
 * come in pieces; used only on the channel's thread.
 */
final class WholeFrames {
    private static final int HEADER_SIZE = 8;
    private static final int PROTOCOL_HEADER = 0x414D5150; // "AMQP"
    private static final int SMALL_ULONG = 0x53;
    private static final int ROOM_TO_GROW = 128;

    /** The number of fields of each performative, by its descriptor: open, begin, attach, flow, transfer ... close. */
    private static final Map<Integer, Integer> FIELDS =
            Map.of(0x10, 10, 0x11, 8, 0x12, 14, 0x13, 11, 0x14, 11, 0x15, 6, 0x16, 3, 0x17, 1, 0x18, 1);

    private @Nullable ByteBuf piece;

    /**
     * Takes the engine's next bytes, and releases them.
     *
     * @param maxFrameSize the peer's
     * @return all complete frames
     */
    ByteBuf next(ByteBuf bytes, ByteBufAllocator allocator, int maxFrameSize) {
        ByteBuf in = withPiece(bytes, allocator);
        ByteBuf out = allocator.buffer(in.readableBytes() + ROOM_TO_GROW);
        int size = frameSize(in);
        while (size > 0 && size <= in.readableBytes()) {
            write(in.readSlice(size), out, maxFrameSize);
            size = frameSize(in);
        }
        if (in.isReadable()) {
            piece = in;
        } else {
            in.release();
        }
        return out;
    }

    /** Releases an incomplete frame. */
    void release() {
        if (piece != null) {
            piece.release();
            piece = null;
        }
    }

    private ByteBuf withPiece(ByteBuf bytes, ByteBufAllocator allocator) {
        if (piece == null) {
            return bytes;
        }
        ByteBuf joined = allocator
                .buffer(piece.readableBytes() + bytes.readableBytes())
                .writeBytes(piece)
                .writeBytes(bytes);
        release();
        bytes.release();
        return joined;
    }

    private static int frameSize(ByteBuf in) {
        if (in.readableBytes() < HEADER_SIZE) {
            return 0;
        }
        int size = in.getInt(in.readerIndex());
        return size == PROTOCOL_HEADER ? HEADER_SIZE : size;
    }

    private static void write(ByteBuf frame, ByteBuf out, int maxFrameSize) {
        int body = bodyOfAmqp(frame);
        Integer fields = body > 0 && frame.getUnsignedByte(body + 1) == SMALL_ULONG
                ? FIELDS.get((int) frame.getUnsignedByte(body + 2))
                : null;
        if (fields == null) {
            out.writeBytes(frame);
        } else {
            new Performative(frame, body + 3, fields).write(out, maxFrameSize);
        }
    }

    /** {@return the position of the performative, or 0 for a frame without one} */
    private static int bodyOfAmqp(ByteBuf frame) {
        int start = frame.readerIndex();
        if (frame.getInt(start) == PROTOCOL_HEADER || frame.getByte(start + 5) != 0) {
            return 0;
        }
        int body = start + 4 * frame.getByte(start + 4);
        return body + 3 < frame.writerIndex() ? body : 0;
    }
}
