package io.deckhand.core.internal.identity;

import io.deckhand.identity.CertificateCredential;
import io.deckhand.identity.SasToken;
import io.deckhand.identity.TokenCredential;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Creates Deckhand's own credentials. */
public final class OwnCredentials {
    private OwnCredentials() {}

    public static SharedKeys keys(char[] primary, char @Nullable [] secondary) {
        return new SharedKeys(
                KeyText.decoded(CharBuffer.wrap(primary), "key"),
                secondary == null ? null : KeyText.decoded(CharBuffer.wrap(secondary), "secondary key"));
    }

    public static SharedKeys groupKey(char[] key, String registrationId) {
        return keys(key, null).derivedFor(registrationId);
    }

    public static TokenCredential token(SasToken token) {
        return new FixedTokens(token, Clock.systemUTC());
    }

    public static TokenCredential tokens(Supplier<String> tokens) {
        return new FixedTokens(tokens, Clock.systemUTC());
    }

    public static CertificateCredential pemFiles(Path certificate, Path key, char @Nullable [] password) {
        return new RenewableCertificate(new PemFiles(certificate, key, password), Clock.systemUTC());
    }

    public static CertificateCredential pkcs12(Path file, char[] password) {
        return new RenewableCertificate(StoredKeys.pkcs12(file, password), Clock.systemUTC());
    }

    public static CertificateCredential keyStore(KeyStore store, char @Nullable [] password) {
        return new RenewableCertificate(StoredKeys.in(store, password), Clock.systemUTC());
    }

    public static CertificateCredential keyManager(X509ExtendedKeyManager manager) {
        return new GivenKeyManager(manager);
    }
}
