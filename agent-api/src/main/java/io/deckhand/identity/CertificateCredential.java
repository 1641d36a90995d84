package io.deckhand.identity;

import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Proves an identity by an X.509 certificate in the TLS handshake.
 *
 * @since 0.1
 */
@FunctionalInterface
public non-sealed interface CertificateCredential extends Credential {
    /**
     * Makes the key manager that shows the certificate and signs with its key. The agent remembers TLS sessions for as long as it
     * gets the same object: return another one when the certificate or the key has changed, and the same one otherwise.
     *
     * <p>The agent also calls it about once a minute while connected. Another object then makes it connect anew, so that the new
     * certificate is in use before the previous one ends.
     *
     * @return the key manager; the JDK calls it during handshakes, on threads of the Azure SDK, so it must not wait for anything
     *     but the key's own device
     * @throws CredentialException if there is no usable certificate: the attempt to connect fails with this message, and is
     *     repeated later
     */
    X509ExtendedKeyManager keyManager() throws CredentialException;
}
