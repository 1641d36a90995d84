package io.deckhand.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * What a device or module proves its identity with: a {@link TokenCredential}, a {@link CertificateCredential} or a {@link ContextCredential}. Most
 * applications use one of {@code io.deckhand.core.Credentials}; implement one of the first two for key material of another kind.
 *
 * <p>Called on threads of the agent, one call at a time, before each connection; may block for as long as connecting may take.
 * An exception thrown by it fails the attempt to connect, and its message is shown in the log and in the agent's health: it must
 * hold no part of a key or token.
 *
 * @since 0.1
 */
public sealed interface Credential permits TokenCredential, CertificateCredential, ContextCredential {
    /**
     * {@return when this credential ends for good and somebody has to renew it; empty if it never ends, or renews itself} The
     * agent asks regularly, shows it in its health, and logs a warning 30, 7 and 1 days before. Must not block.
     */
    default Optional<Instant> validUntil() {
        return Optional.empty();
    }

    /** Called when the hub accepted what this credential proved last: a previous key or certificate can be forgotten. */
    default void accepted() {}

    /**
     * Called when the hub refused what this credential proved last. An implementation with an alternative, as a secondary key,
     * turns to it here.
     */
    default void refused() {}
}
