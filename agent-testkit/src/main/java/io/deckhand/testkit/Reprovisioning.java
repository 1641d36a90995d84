package io.deckhand.testkit;

import io.deckhand.testkit.internal.dps.Placement;

/**
 * The reprovisioning policy: what happens to a device that registers again.
 *
 * @since 0.1
 */
public enum Reprovisioning {
    /** The device may be assigned to another hub, and its twin moves with it. The default. */
    KEEP_DATA,

    /**
     * The device may be assigned to another hub, and its twin is reset to the initial twin of its enrollment, whichever
     * hub it is assigned to.
     */
    RESET_DATA,

    /** The device stays at its hub with its twin. */
    NEVER;

    Placement.Reprovisioning internal() {
        return switch (this) {
            case KEEP_DATA -> Placement.Reprovisioning.KEEP;
            case RESET_DATA -> Placement.Reprovisioning.RESET;
            case NEVER -> Placement.Reprovisioning.NEVER;
        };
    }
}
