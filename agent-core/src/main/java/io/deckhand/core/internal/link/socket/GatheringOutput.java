package io.deckhand.core.internal.link.socket;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/**
 * The output of a connection whose writer flushes each packet, as Paho does: each would be a TLS record of its own, and wake the
 * peer. What is known to be followed by more at once is kept until that is written too, so a burst travels in a few.
 */
final class GatheringOutput extends FilterOutputStream {
    /** A dozen of usual messages. More would gain little, and each connection has one. */
    private static final int BYTES = 4096;

    private volatile BooleanSupplier followed = () -> false;

    GatheringOutput(OutputStream out) {
        super(out);
    }

    /**
     * Begins to gather. {@code isFollowed} is asked at each flush, and may say yes only if the one thread that writes is certain to
     * write and to flush again without waiting for anything.
     */
    void gather(BooleanSupplier isFollowed) {
        out = new BufferedOutputStream(out, BYTES);
        followed = isFollowed;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        if (!followed.getAsBoolean()) {
            out.flush();
        }
    }
}
