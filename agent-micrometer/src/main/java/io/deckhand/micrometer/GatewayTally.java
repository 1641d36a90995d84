package io.deckhand.micrometer;

import io.deckhand.AgentHealth;
import io.deckhand.LossCause;
import io.deckhand.gateway.GatewayHealth;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's figures, read at most once a second. Counts of removed devices are kept, since a counter never decreases.
 */
final class GatewayTally {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<GatewayHealth> source;
    private final LongSupplier nanos;
    private @Nullable GatewayHealth health;
    private long readAt;
    private Map<String, AgentHealth> before = Map.of();
    private long sent;
    private long acknowledged;
    private final Map<LossCause, Long> lost = new EnumMap<>(LossCause.class);

    GatewayTally(Supplier<GatewayHealth> source, LongSupplier nanos) {
        this.source = source;
        this.nanos = nanos;
    }

    synchronized GatewayHealth health() {
        GatewayHealth current = health;
        if (current == null || nanos.getAsLong() - readAt >= FRESH_NANOS) {
            current = source.get();
            health = current;
            readAt = nanos.getAsLong();
            count(current);
        }
        return current;
    }

    private void count(GatewayHealth current) {
        Map<String, AgentHealth> now = new HashMap<>();
        for (GatewayHealth.Device device : current.devices()) {
            AgentHealth was = before.get(device.deviceId());
            AgentHealth is = device.health();
            boolean sameAgent = was != null
                    && is.telemetrySent() >= was.telemetrySent()
                    && is.telemetryAcknowledged() >= was.telemetryAcknowledged();
            count(is, sameAgent ? was : null);
            now.put(device.deviceId(), is);
        }
        before = now;
    }

    /** {@code was} is null for a new agent, including one that was removed and added again. */
    private void count(AgentHealth is, @Nullable AgentHealth was) {
        sent += is.telemetrySent() - (was == null ? 0 : was.telemetrySent());
        acknowledged += is.telemetryAcknowledged() - (was == null ? 0 : was.telemetryAcknowledged());
        is.telemetryLost().forEach((cause, count) -> {
            long counted = was == null ? 0 : was.telemetryLost().getOrDefault(cause, 0L);
            lost.merge(cause, Math.max(0, count - counted), Long::sum);
        });
    }

    synchronized double sent() {
        health();
        return sent;
    }

    synchronized double acknowledged() {
        health();
        return acknowledged;
    }

    synchronized double lost(LossCause cause) {
        health();
        return lost.getOrDefault(cause, 0L);
    }
}
