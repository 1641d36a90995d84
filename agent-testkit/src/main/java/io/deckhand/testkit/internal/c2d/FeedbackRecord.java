package io.deckhand.testkit.internal.c2d;

import java.time.Instant;

/** What became of a message whose sender asked. */
public record FeedbackRecord(
        String originalMessageId,
        Instant endedTime,
        MessageOutcome outcome,
        String deviceId,
        String deviceGenerationId) {}
