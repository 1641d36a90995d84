package io.deckhand.core.internal.issued;

import io.deckhand.core.internal.identity.KeyMaterial;
import java.time.Duration;
import java.time.Instant;

/**
 * An issued certificate with its key.
 *
 * @param received when it arrived; certificates are valid from an earlier time, as clocks differ
 */
record Issued(KeyMaterial material, Instant received) {
    Duration life() {
        return Duration.between(received, material.endsAt());
    }
}
