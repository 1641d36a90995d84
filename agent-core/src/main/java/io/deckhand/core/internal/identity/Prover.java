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

/** Makes proofs by one credential, for whatever it opens: a hub, or the provisioning service before it. */
public final class Prover {
    private final Credential credential;
    private final TlsContexts contexts;
    private final Duration tokenLifetime;
    private final Clock clock;
    private @Nullable X509ExtendedKeyManager shown;

    public Prover(Credential credential, TlsContexts contexts, Duration tokenLifetime, Clock clock) {
        this.credential = credential;
        this.contexts = contexts;
        this.tokenLifetime = tokenLifetime;
        this.clock = clock;
    }

    /**
     * {@return what the next connection is opened with} Blocks for as long as the credential does.
     *
     * @param policy what a token names as its {@code skn}
     */
    public Proof prove(String resource, Optional<String> policy) throws CredentialException {
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
            return byToken((TokenCredential) credential, resource, policy);
        } catch (RuntimeException | Error e) { // of an application's own credential
            throw new CredentialException("The credential failed: " + e, e);
        }
    }

    private Proof byToken(TokenCredential tokens, String resource, Optional<String> policy) throws CredentialException {
        SasToken token = tokens.token(request(resource, policy));
        if (!clock.instant().isBefore(token.expiresAt())) {
            throw CredentialException.outOfTime("The SAS token ended at " + token.expiresAt()
                    + ", and this device's clock says " + clock.instant() + ". Check the clock of this device.");
        }
        return new Proof(
                contexts.plain(),
                Optional.of(token),
                tokens instanceof SharedKeys keys
                        ? Optional.of(() -> keys.token(request(resource, policy)))
                        : Optional.empty(),
                tokens.validUntil().isEmpty());
    }

    private TokenRequest request(String resource, Optional<String> policy) {
        return new TokenRequest(resource, policy, clock.instant().plus(tokenLifetime));
    }

    /** What was proven last was accepted. */
    public void accepted() {
        credential.accepted();
    }

    /** What was proven last was refused: no TLS session may be resumed that shows it again. */
    public void refused() {
        contexts.forget();
        credential.refused();
    }

    /** {@return whether the next connection would show another certificate than the last} Blocks as proving does. */
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

    /** {@return what may be wrong where the credentials were refused, if there is more to say than that they were} */
    public Optional<String> hint(String id) {
        X509ExtendedKeyManager last;
        synchronized (this) {
            last = shown;
        }
        return last instanceof OneKeyManager manager
                ? Optional.of(CertificateHint.of(manager.material(), id))
                : Optional.empty();
    }
}
