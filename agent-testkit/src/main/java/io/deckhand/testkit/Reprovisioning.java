package io.deckhand.testkit;

import io.deckhand.testkit.internal.dps.Placement;

/**
 * What happens to a device that registers again.
 *
 * @since 0.1
 */
public enum Reprovisioning {
    /** The device may get another hub, and its twin moves along. The default. */
    KEEP_DATA,

    /** The device may get another hub, and begins with the tags and desired properties of its enrollment, at any hub. */
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
