package io.deckhand.core.internal.telemetry;

import io.deckhand.Overflow;
import java.time.Duration;

/**
 * How much an outbox holds, and what happens when it is full.
 *
 * @param messages how many messages are in memory
 * @param bytes how many bytes of messages are in memory; with a store, how many bytes wait for the disk
 * @param storeBytes how many bytes the files of a store may take, if there is one
 */
public record OutboxLimits(
        int messages, long bytes, long storeBytes, Overflow overflow, Duration longestBlock, OutboxBudget budget) {
    /** Limits of a standalone agent without a store. */
    public OutboxLimits(int messages, long bytes, Overflow overflow, Duration longestBlock) {
        this(messages, bytes, 0, overflow, longestBlock, OutboxBudget.UNLIMITED);
    }
}
