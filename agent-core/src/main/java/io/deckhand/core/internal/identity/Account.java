package io.deckhand.core.internal.identity;

import io.deckhand.identity.CredentialException;
import java.time.Instant;
import java.util.Optional;

/** The current identity of an agent, which the provisioning service may change. May be called from any thread. */
public interface Account {
    /** {@return the device's id; before the first assignment its registration id} */
    String deviceId();

    /** {@return the hub's host name; before the first assignment, that of the provisioning service} */
    String hostName();

    /** {@return who the device is at its hub; empty before the first assignment} */
    Optional<Login> login();

    /**
     * {@return whether the next connection would present another certificate than the last} Blocks as long as the
     * credential does.
     */
    boolean hasChanged() throws CredentialException;

    /**
     * {@return whether the credential can change or expire while the agent is connected, so that it has to be checked}
     */
    boolean mayChange();

    /** {@return whether the agent renews the credential itself, so that nobody has to be warned before it expires} */
    default boolean renewsItself() {
        return false;
    }

    /** {@return when the credential expires, if it does} */
    Optional<Instant> validUntil();
}
