package io.deckhand.testkit.internal.identity;

import java.util.function.IntSupplier;

/** The limits of a hub for its identities. */
public interface IdentityLimits {
    /** No limits. */
    IdentityLimits NONE = new IdentityLimits() {};

    /** Refuses settings that no device of this hub may have, with a {@code HubException}. */
    default void check(DeviceSettings settings) {}

    /** Refuses one more device beside so many, with a {@code HubException}. */
    default void checkRoomBeside(IntSupplier devices) {}
}
