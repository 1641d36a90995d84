package io.deckhand.core.internal.telemetry;

import io.deckhand.Overflow;
import java.time.Duration;

/**
 * How much an outbox holds, by itself and of what it shares, and what happens beyond.
 *
 * @param messages how many, in memory
 * @param bytes how many bytes of them in memory; with a store, of those that wait for the disk
 * @param storeBytes how many bytes the files of a store may take, if there is one
 */
public record OutboxLimits(
        int messages, long bytes, long storeBytes, Overflow overflow, Duration longestBlock, OutboxBudget budget) {
    /** Of an agent by itself, without a store. */
    public OutboxLimits(int messages, long bytes, Overflow overflow, Duration longestBlock) {
        this(messages, bytes, 0, overflow, longestBlock, OutboxBudget.UNLIMITED);
    }
}
