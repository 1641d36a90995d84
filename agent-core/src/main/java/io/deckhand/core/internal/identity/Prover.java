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

/** Creates proofs with one credential, for a hub or for the provisioning service. */
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

    /** {@return a prover with another credential, for servers of the same authorities} */
    public Prover with(CertificateCredential other) {
        return new Prover(other, contexts.fresh(), tokenLifetime, clock);
    }

    /**
     * {@return the proof for the next connection} Blocks as long as the credential does.
     *
     * @param policy the policy name in a token, {@code skn}
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
                TlsSessions.forget(own.context()); // its key managers may have another certificate meanwhile
                return Proof.byCertificate(own.context());
            }
            return byToken((TokenCredential) credential, resource, policy);
        } catch (RuntimeException | Error e) { // thrown by an application's own credential
            throw new CredentialException("The credential failed: " + e, e);
        }
    }

    private Proof byToken(TokenCredential tokens, String resource, Optional<String> policy) throws CredentialException {
        SasToken token = tokens.token(request(resource, policy));
        if (!clock.instant().isBefore(token.expiresAt())) {
            throw CredentialException.outOfTime("The SAS token expired at " + token.expiresAt()
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

    /** The last proof was accepted. */
    public void accepted() {
        credential.accepted();
    }

    /** The last proof was refused: no TLS session that presents it again may be resumed. */
    public void refused() {
        contexts.forget();
        credential.refused();
    }

    /**
     * {@return whether the next connection would present another certificate than the last} Blocks as {@link #prove}
     * does.
     */
    public boolean hasChanged() throws CredentialException {
        if (!(credential instanceof CertificateCredential certificate)) {
            return false;
        }
        X509ExtendedKeyManager next = certificate.keyManager();
        synchronized (this) {
            return shown != null && next != shown;
        }
    }

    /**
     * {@return whether the credential can change or expire while the agent is connected, so that it has to be checked;
     * a key does neither}
     */
    public boolean mayChange() {
        return !(credential instanceof SharedKeys);
    }

    /** {@return when the credential expires, if it does} */
    public Optional<Instant> validUntil() {
        return credential.validUntil();
    }

    /** {@return a hint at why the credentials were refused, if there is one} */
    public Optional<String> hint(String id) {
        if (credential instanceof ContextCredential own) {
            return TlsSessions.presented(own.context())
                    .map(presented -> CertificateHint.of(presented, id, clock.instant()));
        }
        X509ExtendedKeyManager last;
        synchronized (this) {
            last = shown;
        }
        return last instanceof OneKeyManager manager
                ? Optional.of(CertificateHint.of(manager.material().certificate(), id, clock.instant()))
                : Optional.empty();
    }
}
