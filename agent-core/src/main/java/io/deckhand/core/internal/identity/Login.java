package io.deckhand.core.internal.identity;

import io.deckhand.identity.Credential;
import io.deckhand.identity.CredentialException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The identity of an agent at one hub, and the credential with which it authenticates each connection. */
public final class Login implements Account {
    private final Identity identity;
    private final Prover prover;
    private final Optional<CertificateRenewal> renewal;

    public Login(Identity identity, Credential credential, TlsContexts contexts, Duration tokenLifetime, Clock clock) {
        this(identity, new Prover(credential, contexts, tokenLifetime, clock));
    }

    public Login(Identity identity, Prover prover) {
        this(identity, prover, Optional.empty());
    }

    /** {@code renewal} renews the certificate at the hub, if it was issued by the service. */
    public Login(Identity identity, Prover prover, Optional<CertificateRenewal> renewal) {
        this.identity = identity;
        this.prover = prover;
        this.renewal = renewal;
    }

    public Optional<CertificateRenewal> renewal() {
        return renewal;
    }

    public Identity identity() {
        return identity;
    }

    @Override
    public String deviceId() {
        return identity.deviceId();
    }

    @Override
    public String hostName() {
        return identity.hostName();
    }

    @Override
    public Optional<Login> login() {
        return Optional.of(this);
    }

    /** {@return the proof for the next connection} Blocks as long as the credential does. */
    public Proof prove() throws CredentialException {
        return prover.prove(identity.resource(), Optional.empty());
    }

    /** The hub accepted the last proof. */
    public void accepted() {
        prover.accepted();
    }

    /** The hub refused the last proof. */
    public void refused() {
        prover.refused();
    }

    @Override
    public boolean hasChanged() throws CredentialException {
        return prover.hasChanged();
    }

    @Override
    public boolean mayChange() {
        return prover.mayChange();
    }

    @Override
    public Optional<Instant> validUntil() {
        return prover.validUntil();
    }

    /** {@return a hint at why the hub refused the credentials, if there is one} */
    public Optional<String> hint() {
        return prover.hint(identity.name());
    }
}
