package io.deckhand.core.internal.link;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The size of a socket's send buffer. Bytes in it have not left, but look as if they had, and by default that can be
 * minutes of a slow line. So it starts small, and grows while the line shows that it is fast. Used by one thread.
 */
public final class SendBuffer {
    private static final Logger log = LoggerFactory.getLogger(SendBuffer.class);

    /** Linux lets a writer wait until a third is free: 9 s over 2G, and well within every limit. */
    private static final int FIRST = 16 * 1024;

    private static final int LARGEST = 256 * 1024;

    /** Linux reserves twice the size, for its own data as well. */
    private static final int RESERVED = 2;

    /** What a buffer holds should leave in about this time. */
    private static final long SOON_NANOS = 2_000_000_000;

    /** Sets the size of a socket's send buffer in bytes. */
    @FunctionalInterface
    public interface Sizing {
        void set(int bytes) throws IOException;
    }

    private final Progress progress;
    private final Sizing sizing;
    private int size;
    private long written;
    private long since;
    private long last;

    private SendBuffer(Progress progress, Sizing sizing) {
        this.progress = progress;
        this.sizing = sizing;
    }

    /** {@return the send buffer of a socket that is new} */
    public static SendBuffer of(Sizing sizing, Progress progress) {
        SendBuffer made = new SendBuffer(progress, sizing);
        made.set(FIRST);
        progress.hides(RESERVED * FIRST); // a larger one has shown that it is empty sooner
        return made;
    }

    /** The socket has accepted bytes. */
    public void accepted(int bytes) {
        long now = progress.now();
        if (written == 0 || now - last > SOON_NANOS) {
            since = now;
            written = 0;
        }
        last = now;
        written += bytes;
        if (written >= 2L * RESERVED * size) { // so at least half of it has left
            if (now - since < SOON_NANOS && size < LARGEST) {
                set(2 * size);
            }
            written = 0;
        }
    }

    private void set(int bytes) {
        size = bytes;
        try {
            sizing.set(bytes);
        } catch (IOException | RuntimeException e) {
            log.debug("The send buffer of a connection stays as it is", e); // such as one that was closed meanwhile
        }
    }
}
