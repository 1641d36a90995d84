package io.deckhand.micrometer;

import io.deckhand.gateway.GatewayHealth;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A gateway's health, read at most once a second: a registry asks for each figure by itself, and there may be thousands of devices. */
final class GatewayReading {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<GatewayHealth> source;
    private final LongSupplier nanos;
    private @Nullable GatewayHealth health;
    private long readAt;

    GatewayReading(Supplier<GatewayHealth> source, LongSupplier nanos) {
        this.source = source;
        this.nanos = nanos;
    }

    synchronized GatewayHealth health() {
        GatewayHealth current = health;
        if (current == null || nanos.getAsLong() - readAt >= FRESH_NANOS) {
            current = source.get();
            health = current;
            readAt = nanos.getAsLong();
        }
        return current;
    }
}
