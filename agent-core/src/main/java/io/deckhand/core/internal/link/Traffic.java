package io.deckhand.core.internal.link;

import java.time.Instant;
import java.util.Optional;

/** Time of the last traffic in each direction, over all links of one agent, in milliseconds: it is noted for each message. */
public final class Traffic {
    private static final long NEVER = 0;

    private volatile long received = NEVER;
    private volatile long acknowledged = NEVER;

    public void received() {
        received = System.currentTimeMillis();
    }

    public void acknowledged() {
        acknowledged = System.currentTimeMillis();
    }

    /** {@return when the hub last sent a call, a message or a part of the twin} */
    public Optional<Instant> lastReceived() {
        return instant(received);
    }

    /** {@return when the hub last acknowledged or answered something that was sent} */
    public Optional<Instant> lastAcknowledged() {
        return instant(acknowledged);
    }

    private static Optional<Instant> instant(long millis) {
        return millis == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
