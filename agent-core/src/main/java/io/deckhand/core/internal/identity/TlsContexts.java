package io.deckhand.core.internal.identity;

import io.deckhand.identity.CredentialException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS contexts of one agent. A context keeps sessions, which save a full handshake, but a resumed session presents
 * no certificate. So each new certificate and each refusal leads to a new context without sessions.
 */
public final class TlsContexts {
    private final @Nullable SSLContext given;
    private final @Nullable Authorities trusted;
    private @Nullable SSLContext plain;
    private @Nullable SSLContext showing;
    private @Nullable X509ExtendedKeyManager shown;

    /**
     * {@code given} is used as it is; without it and {@code trusted}, the authorities of the Java runtime are trusted.
     */
    public TlsContexts(@Nullable SSLContext given, @Nullable Authorities trusted) {
        this.given = given;
        this.trusted = trusted;
    }

    /** {@return contexts that trust the same authorities, for another certificate} */
    TlsContexts fresh() {
        return new TlsContexts(given, trusted);
    }

    /** {@return a context that presents no certificate, unless the given context does} */
    public synchronized SSLContext plain() throws CredentialException {
        if (plain == null) {
            plain = given != null ? given : trusted == null ? ofRuntime() : context(null, trustManagers(trusted));
        }
        return plain;
    }

    /**
     * {@return a context that presents the certificate of this key manager; for an unchanged key manager, the same
     * context}
     */
    public synchronized SSLContext showing(X509ExtendedKeyManager keyManager) throws CredentialException {
        SSLContext kept = showing;
        if (kept != null && keyManager == shown) {
            return kept;
        }
        TrustManager @Nullable [] trust = trusted == null ? null : trustManagers(trusted);
        SSLContext made = context(new KeyManager[] {keyManager}, trust);
        shown = keyManager;
        showing = made;
        return made;
    }

    /** Forgets the sessions of all contexts: the next handshake is a full one. */
    public synchronized void forget() {
        if (given != null) {
            TlsSessions.forget(given);
        }
        plain = null;
        showing = null;
    }

    private static SSLContext ofRuntime() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime has no default TLS; give one with sslContext(...)", e);
        }
    }

    private static SSLContext context(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust)
            throws CredentialException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new CredentialException("This Java runtime cannot make a TLS context: " + e.getMessage(), e);
        }
    }

    /** {@return trust managers that trust these authorities, and no others} */
    private static TrustManager[] trustManagers(Authorities trusted) throws CredentialException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (X509Certificate authority : load(trusted)) {
                store.setCertificateEntry("ca-" + number++, authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new CredentialException(
                    "The certificates in " + trusted.where() + " cannot be trusted: " + e.getMessage(), e);
        }
    }

    /** Tells authorities that cannot be read from a credential of the device that cannot: no path to the hub's certificate is found. */
    private static List<X509Certificate> load(Authorities trusted) throws CredentialException {
        try {
            return trusted.load();
        } catch (CredentialException e) {
            throw new CredentialException("trustedCertificates: " + e.getMessage(), new CertPathBuilderException(e));
        }
    }
}
