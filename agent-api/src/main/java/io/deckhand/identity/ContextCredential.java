package io.deckhand.identity;

import static java.util.Objects.requireNonNull;

import javax.net.ssl.SSLContext;

/**
 * Proves an identity by the X.509 certificate that a TLS context of the application shows, whose trust managers also decide which
 * hubs are trusted. For applications that have such a context; a {@link CertificateCredential} can do more: the agent notices
 * renewed certificates, and knows when they end.
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
