package io.deckhand.gateway.internal.link;

import io.deckhand.core.internal.link.Request;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * A message to the hub, published at least once. Its packet is written straight into the buffer of a batch: the encoder of Netty
 * takes a buffer, a promise and four objects for each.
 */
final class Publication {
    private static final byte PUBLISH_AT_LEAST_ONCE = 0x32;
    private static final int SHORT_BYTES = 2;
    private static final int SEVEN_BITS = 0x7f;
    private static final int MORE = 0x80;

    /** The fixed header: a byte for the type, and at most four for the length. */
    private static final int MOST_HEADER_BYTES = 5;

    private final byte[] topic;
    private final byte[] body;
    private final Request<?> request;
    private final boolean acknowledges;
    private int packetId;

    /** {@code acknowledges} is whether the acknowledgement completes the request; other requests wait for an answer. */
    Publication(String topic, byte[] body, Request<?> request, boolean acknowledges) {
        this.topic = topic.getBytes(StandardCharsets.UTF_8); // on the sender's thread, and at once: most are ASCII
        this.body = body;
        this.request = request;
        this.acknowledges = acknowledges;
    }

    int packetId() {
        return packetId;
    }

    void packetId(int id) {
        packetId = id;
    }

    /** {@return how many bytes its packet takes at most} */
    int mostBytes() {
        return MOST_HEADER_BYTES + SHORT_BYTES + topic.length + SHORT_BYTES + body.length;
    }

    /** Writes the PUBLISH packet. */
    void writeTo(ByteBuf packets) {
        packets.writeByte(PUBLISH_AT_LEAST_ONCE);
        writeLength(packets, SHORT_BYTES + topic.length + SHORT_BYTES + body.length);
        packets.writeShort(topic.length);
        packets.writeBytes(topic);
        packets.writeShort(packetId);
        packets.writeBytes(body);
    }

    /** Seven bits for each byte, the lowest first; the highest bit says that more follow. */
    private static void writeLength(ByteBuf packets, int length) {
        int left = length;
        while (left > SEVEN_BITS) {
            packets.writeByte((left & SEVEN_BITS) | MORE);
            left >>>= 7;
        }
        packets.writeByte(left);
    }

    void acknowledged() {
        if (acknowledges) {
            request.acknowledged();
        }
    }
}
