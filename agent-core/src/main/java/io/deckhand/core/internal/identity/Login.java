package io.deckhand.core.internal.identity;

import io.deckhand.identity.CertificateCredential;
import io.deckhand.identity.ContextCredential;
import io.deckhand.identity.Credential;
import io.deckhand.identity.CredentialException;
import io.deckhand.identity.SasToken;
import io.deckhand.identity.TokenCredential;
import io.deckhand.identity.TokenRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Who an agent is and what it proves that with, at every connection anew. */
public final class Login {
    private final Identity identity;
    private final Credential credential;
    private final TlsContexts contexts;
    private final Duration tokenLifetime;
    private final Clock clock;
    private @Nullable X509ExtendedKeyManager shown;

    public Login(Identity identity, Credential credential, TlsContexts contexts, Duration tokenLifetime, Clock clock) {
        this.identity = identity;
        this.credential = credential;
        this.contexts = contexts;
        this.tokenLifetime = tokenLifetime;
        this.clock = clock;
    }

    public Identity identity() {
        return identity;
    }

    /** {@return whether a certificate is shown, and no token sent} */
    public boolean showsCertificate() {
        return !(credential instanceof TokenCredential);
    }

    /** {@return what the next connection is opened with} Blocks for as long as the credential does. */
    public Proof prove() throws CredentialException {
        try {
            if (credential instanceof CertificateCredential certificate) {
                X509ExtendedKeyManager next = certificate.keyManager();
                synchronized (this) {
                    shown = next;
                }
                return Proof.byCertificate(contexts.showing(next));
            }
            if (credential instanceof ContextCredential own) {
                return Proof.byCertificate(own.context());
            }
            return byToken((TokenCredential) credential);
        } catch (RuntimeException | Error e) { // of an application's own credential
            throw new CredentialException("The credential failed: " + e, e);
        }
    }

    private Proof byToken(TokenCredential tokens) throws CredentialException {
        SasToken token = tokens.token(request());
        if (!clock.instant().isBefore(token.expiresAt())) {
            throw CredentialException.outOfTime("The SAS token ended at " + token.expiresAt()
                    + ", and this device's clock says " + clock.instant() + ". Check the clock of this device.");
        }
        return new Proof(
                contexts.plain(),
                Optional.of(token),
                tokens instanceof SharedKeys keys ? Optional.of(() -> keys.token(request())) : Optional.empty(),
                tokens.validUntil().isEmpty());
    }

    private TokenRequest request() {
        return new TokenRequest(
                identity.resource(), Optional.empty(), clock.instant().plus(tokenLifetime));
    }

    /** The hub accepted what was proven last. */
    public void accepted() {
        credential.accepted();
    }

    /** The hub refused what was proven last: no TLS session may be resumed that shows it again. */
    public void refused() {
        contexts.forget();
        credential.refused();
    }

    /** {@return whether the next connection would show another certificate than the last} Blocks as {@link #prove()} does. */
    public boolean hasChanged() throws CredentialException {
        if (!(credential instanceof CertificateCredential certificate)) {
            return false;
        }
        X509ExtendedKeyManager next = certificate.keyManager();
        synchronized (this) {
            return shown != null && next != shown;
        }
    }

    /** {@return whether it can change or end while the agent is connected, so that somebody has to look; a key does neither} */
    public boolean mayChange() {
        return !(credential instanceof SharedKeys);
    }

    /** {@return when the credential ends for good, if it does} */
    public Optional<Instant> validUntil() {
        return credential.validUntil();
    }

    /** {@return what may be wrong where the hub refused the credentials, if there is more to say than that it did} */
    public Optional<String> hint() {
        X509ExtendedKeyManager last;
        synchronized (this) {
            last = shown;
        }
        return last instanceof OneKeyManager manager
                ? Optional.of(CertificateHint.of(manager.material(), identity.name()))
                : Optional.empty();
    }
}
