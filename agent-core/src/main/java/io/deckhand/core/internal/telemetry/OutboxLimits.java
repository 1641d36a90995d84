package io.deckhand.core.internal.telemetry;

import io.deckhand.Overflow;
import java.time.Duration;

/** How much an outbox holds, and what happens beyond. */
public record OutboxLimits(int messages, long bytes, Overflow overflow, Duration longestBlock) {}
