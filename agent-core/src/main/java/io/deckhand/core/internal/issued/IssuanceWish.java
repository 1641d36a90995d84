package io.deckhand.core.internal.issued;

import java.time.Duration;
import java.util.Optional;

/**
 * How the application wants certificates.
 *
 * @param renewAt the age at which they are renewed; empty for the default
 */
public record IssuanceWish(KeySource keys, Optional<Duration> renewAt) {}
