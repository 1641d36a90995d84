package io.deckhand.testkit.internal.amqp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A frame as it was sent, read without any AMQP library.
 *
 * @param code the performative's: 0x10 open, 0x11 begin, 0x12 attach, 0x13 flow, 0x14 transfer, 0x15 disposition, 0x16 detach,
 *     0x17 end, 0x18 close
 * @param fields how many its list has, null or not
 * @param size in bytes
 * @param body the performative, and a transfer's payload
 */
@SuppressWarnings("ArrayRecordComponent") // Not compared.
record AmqpFrame(int code, int fields, int size, byte[] body) {
    private static final int PROTOCOL_HEADER = 0x414D5150;

    /** {@return the frames with a performative among bytes without a SASL layer} */
    static List<AmqpFrame> in(byte[] bytes) {
        List<AmqpFrame> frames = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.remaining() >= 8) {
            int size = rest.getInt(rest.position());
            if (size == PROTOCOL_HEADER) {
                rest.position(rest.position() + 8);
            } else {
                byte[] frame = new byte[size];
                rest.get(frame);
                if (size > 8) {
                    frames.add(of(frame));
                }
            }
        }
        return frames;
    }

    private static AmqpFrame of(byte[] frame) {
        byte[] body = new byte[frame.length - 8];
        System.arraycopy(frame, 8, body, 0, body.length);
        return new AmqpFrame(body[2], count(body), frame.length, body);
    }

    private static int count(byte[] body) {
        return switch (body[3] & 0xFF) {
            case 0x45 -> 0;
            case 0xC0 -> body[5] & 0xFF;
            case 0xD0 -> ByteBuffer.wrap(body).getInt(8);
            default -> throw new IllegalArgumentException("No list: " + (body[3] & 0xFF));
        };
    }
}
