package io.deckhand.core.internal.link.socket;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The output of a connection whose writer flushes after each packet, as Paho does. Each packet would become a TLS
 * record of its own, and wake the peer. A packet that is certain to be followed by another immediately is held back
 * until that one is written too, so a burst is sent in a few records.
 */
final class GatheringOutput extends FilterOutputStream {
    /** About a dozen typical messages. More would gain little. */
    private static final int BYTES = 4096;

    private volatile BooleanSupplier followed = () -> false;

    /** The packets that are held back. There is a buffer only meanwhile, as most connections are idle most of the time. */
    private @Nullable OutputStream held;

    GatheringOutput(OutputStream out) {
        super(out);
    }

    /**
     * Starts gathering. {@code isFollowed} is called at each write and flush, and may return true only if the single
     * writing thread is certain to write and flush again without waiting for anything.
     */
    void gather(BooleanSupplier isFollowed) {
        followed = isFollowed;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (held == null && followed.getAsBoolean()) {
            held = new BufferedOutputStream(out, BYTES);
        }
        target().write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        if (!followed.getAsBoolean()) {
            OutputStream complete = target();
            held = null;
            complete.flush();
        }
    }

    private OutputStream target() {
        OutputStream buffer = held;
        return buffer == null ? out : buffer;
    }
}
