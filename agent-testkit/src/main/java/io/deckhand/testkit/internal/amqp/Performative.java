package io.deckhand.testkit.internal.amqp;

import io.netty.buffer.ByteBuf;

/** A performative written by the engine, with its payload. */
final class Performative {
    private static final int TRUE = 0x41;
    private static final int NULL = 0x40;
    private static final int LIST_0 = 0x45;
    private static final int LIST_8 = 0xC0;
    private static final int LIST_32 = 0xD0;
    private static final int MAX_LIST_8 = 255;
    private static final int MORE = 5;

    private final ByteBuf frame;
    private final int list;
    private final int fields;
    private final int begin;
    private final int end;
    private final int count;

    /**
     * @param list the position of its list
     * @param fields the number of its fields
     */
    Performative(ByteBuf frame, int list, int fields) {
        this.frame = frame;
        this.list = list;
        this.fields = fields;
        switch (frame.getUnsignedByte(list)) {
            case LIST_0 -> {
                begin = list + 1;
                end = begin;
                count = 0;
            }
            case LIST_8 -> {
                begin = list + 3;
                end = list + 2 + frame.getUnsignedByte(list + 1);
                count = frame.getUnsignedByte(list + 2);
            }
            case LIST_32 -> {
                begin = list + 9;
                end = list + 5 + frame.getInt(list + 1);
                count = frame.getInt(list + 5);
            }
            default -> throw new IllegalStateException("The engine wrote a performative that is not a list.");
        }
    }

    /** Writes it with all its fields, in two frames if one would be too large. */
    void write(ByteBuf out, int maxFrameSize) {
        int start = out.writerIndex();
        int values = writeFields(out);
        int room = maxFrameSize - (out.writerIndex() - start);
        int payload = frame.writerIndex() - end;
        if (payload > room && room > 0) {
            out.setByte(values + more(), TRUE);
            finish(out, start, end, room);
            int second = out.writerIndex();
            writeFields(out);
            finish(out, second, end + room, payload - room);
        } else {
            finish(out, start, end, payload);
        }
    }

    /** {@return the position of the values} */
    private int writeFields(ByteBuf out) {
        int absent = fields - count;
        int size = end - begin + absent;
        out.writeBytes(frame, frame.readerIndex(), list - frame.readerIndex());
        if (size < MAX_LIST_8) {
            out.writeByte(LIST_8).writeByte(size + 1).writeByte(fields);
        } else {
            out.writeByte(LIST_32).writeInt(size + 4).writeInt(fields);
        }
        int values = out.writerIndex();
        out.writeBytes(frame, begin, end - begin);
        for (int i = 0; i < absent; i++) {
            out.writeByte(NULL);
        }
        return values;
    }

    /** {@return the position after the first value of a transfer's field 'more': one byte, present or not} */
    private int more() {
        int at = begin;
        for (int i = 0; i < Math.min(count, MORE); i++) {
            at += sizeOfValue(at);
        }
        return at - begin + Math.max(0, MORE - count);
    }

    /** {@return the bytes of a value; the fields before 'more' have simple types} */
    private int sizeOfValue(int at) {
        int constructor = frame.getUnsignedByte(at);
        return switch (constructor >> 4) {
            case 0x4 -> 1;
            case 0x5 -> 2;
            case 0x6 -> 3;
            case 0x7 -> 5;
            case 0x8 -> 9;
            case 0xA -> 2 + frame.getUnsignedByte(at + 1);
            case 0xB -> 5 + frame.getInt(at + 1);
            default -> throw new IllegalStateException("The engine wrote a transfer that cannot be read.");
        };
    }

    private void finish(ByteBuf out, int start, int payload, int length) {
        out.writeBytes(frame, payload, length);
        out.setInt(start, out.writerIndex() - start);
    }
}
