package io.deckhand.core.internal.link;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Time of the last traffic in each direction, over all links of one agent. */
public final class Traffic {
    private volatile @Nullable Instant received;
    private volatile @Nullable Instant acknowledged;

    public void received() {
        received = Instant.now();
    }

    public void acknowledged() {
        acknowledged = Instant.now();
    }

    /** {@return when the hub last sent a call, a message or a part of the twin} */
    public Optional<Instant> lastReceived() {
        return Optional.ofNullable(received);
    }

    /** {@return when the hub last acknowledged or answered something that was sent} */
    public Optional<Instant> lastAcknowledged() {
        return Optional.ofNullable(acknowledged);
    }
}
