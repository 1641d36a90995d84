package io.deckhand.identity;

import static java.util.Objects.requireNonNull;

import javax.net.ssl.SSLContext;

/**
 * Authenticates by the X.509 certificate of an application's TLS context, whose trust managers also decide which hubs
 * are trusted. For applications that have such a context; with a {@link CertificateCredential} the agent also detects
 * renewed certificates, and knows when they expire.
 *
 * @param context a context with its key and trust managers set
 * @since 0.1
 */
public record ContextCredential(SSLContext context) implements Credential {
    /**
     * Checks.
     *
     * @param context a context with its key and trust managers set
     */
    public ContextCredential {
        requireNonNull(context, "context");
    }
}
