package io.deckhand.core.internal.identity;

import io.deckhand.identity.Credential;
import io.deckhand.identity.CredentialException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Who an agent is at one hub, and what it proves that with, at every connection anew. */
public final class Login implements Account {
    private final Identity identity;
    private final Prover prover;

    public Login(Identity identity, Credential credential, TlsContexts contexts, Duration tokenLifetime, Clock clock) {
        this(identity, new Prover(credential, contexts, tokenLifetime, clock));
    }

    public Login(Identity identity, Prover prover) {
        this.identity = identity;
        this.prover = prover;
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

    /** {@return what the next connection is opened with} Blocks for as long as the credential does. */
    public Proof prove() throws CredentialException {
        return prover.prove(identity.resource(), Optional.empty());
    }

    /** The hub accepted what was proven last. */
    public void accepted() {
        prover.accepted();
    }

    /** The hub refused what was proven last. */
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

    /** {@return what may be wrong where the hub refused the credentials, if there is more to say than that it did} */
    public Optional<String> hint() {
        return prover.hint(identity.name());
    }
}
