package io.deckhand.core.internal.identity;

import io.deckhand.identity.CertificateCredential;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;

/** A key manager of the application, for instance for a hardware token. */
record GivenKeyManager(X509ExtendedKeyManager keyManager) implements CertificateCredential {
    private static final String[] KEY_TYPES = {"EC", "RSA", "EdDSA"};

    /** The expiry of the certificate that it would present first. */
    @Override
    public Optional<Instant> validUntil() {
        String alias = keyManager.chooseClientAlias(KEY_TYPES, null, null);
        X509Certificate[] chain = alias == null ? null : keyManager.getCertificateChain(alias);
        return chain == null || chain.length == 0
                ? Optional.empty()
                : Optional.of(chain[0].getNotAfter().toInstant());
    }
}
