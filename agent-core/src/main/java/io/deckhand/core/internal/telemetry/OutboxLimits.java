package io.deckhand.core.internal.telemetry;

import io.deckhand.Overflow;
import java.time.Duration;

/** How much an outbox holds, by itself and of what it shares, and what happens beyond. */
public record OutboxLimits(int messages, long bytes, Overflow overflow, Duration longestBlock, OutboxBudget budget) {
    /** Of an agent by itself. */
    public OutboxLimits(int messages, long bytes, Overflow overflow, Duration longestBlock) {
        this(messages, bytes, overflow, longestBlock, OutboxBudget.UNLIMITED);
    }
}
