package io.deckhand.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * The credential of a device or module: a {@link TokenCredential}, a {@link CertificateCredential} or a
 * {@link ContextCredential}. Most applications use one of {@code io.deckhand.core.Credentials}; implement one of the
 * first two for key material of another kind.
 *
 * <p>Called on threads of the agent, one call at a time, before each connection; may block as long as connecting may
 * take. If it throws, the connection attempt fails, and the message appears in the log and in the agent's health: it
 * must not contain any part of a key or token.
 *
 * @since 0.1
 */
public sealed interface Credential permits TokenCredential, CertificateCredential, ContextCredential {
    /**
     * {@return when this credential expires and has to be renewed; empty if it does not expire, or renews itself} The
     * agent checks this regularly, shows it in its health, and logs a warning 30, 7 and 1 days before. Must not block.
     */
    default Optional<Instant> validUntil() {
        return Optional.empty();
    }

    /** Called when the hub has accepted this credential: a previous key or certificate can be discarded. */
    default void accepted() {}

    /**
     * Called when the hub has refused this credential. An implementation with an alternative, such as a secondary key,
     * switches to it here.
     */
    default void refused() {}
}
