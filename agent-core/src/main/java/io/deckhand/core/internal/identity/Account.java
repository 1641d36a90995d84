package io.deckhand.core.internal.identity;

import io.deckhand.identity.CredentialException;
import java.time.Instant;
import java.util.Optional;

/** Who an agent is now, which the provisioning service may change. Any thread. */
public interface Account {
    /** {@return the device's id; before the first assignment its registration id} */
    String deviceId();

    /** {@return the hub's host name; before the first assignment that of the provisioning service} */
    String hostName();

    /** {@return whether the next connection would show another certificate than the last} Blocks for as long as the credential does. */
    boolean hasChanged() throws CredentialException;

    /** {@return whether the credential can change or end while the agent is connected, so that somebody has to look} */
    boolean mayChange();

    /** {@return when the credential ends for good, if it does} */
    Optional<Instant> validUntil();
}
