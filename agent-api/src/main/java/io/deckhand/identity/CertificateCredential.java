package io.deckhand.identity;

import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Authenticates by an X.509 certificate in the TLS handshake.
 *
 * @since 0.1
 */
@FunctionalInterface
public non-sealed interface CertificateCredential extends Credential {
    /**
     * Returns the key manager that presents the certificate and signs with its key. The agent keeps TLS sessions as
     * long as it gets the same object: return a new one when the certificate or the key has changed, and the same one
     * otherwise.
     *
     * <p>The agent also calls this about once a minute while connected. If it returns another object, the agent
     * reconnects, so that the new certificate is in use before the previous one expires.
     *
     * @return the key manager; the JDK calls it during handshakes, on threads of the Azure SDK, so it must not block,
     *     except for the device that holds the key
     * @throws CredentialException if there is no usable certificate: the connection attempt fails with this message,
     *     and is repeated later
     */
    X509ExtendedKeyManager keyManager() throws CredentialException;
}
