package io.deckhand.core.internal.link.socket;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/**
 * The output of a connection whose writer flushes after each packet, as Paho does. Each packet would become a TLS
 * record of its own, and wake the peer. A packet that is certain to be followed by another immediately is held back
 * until that one is written too, so a burst is sent in a few records.
 */
final class GatheringOutput extends FilterOutputStream {
    /** About a dozen typical messages. More would gain little, and each connection has such a buffer. */
    private static final int BYTES = 4096;

    private volatile BooleanSupplier followed = () -> false;

    GatheringOutput(OutputStream out) {
        super(out);
    }

    /**
     * Starts gathering. {@code isFollowed} is called at each flush, and may return true only if the single writing
     * thread is certain to write and flush again without waiting for anything.
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
