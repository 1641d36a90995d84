package io.deckhand.testkit.internal.tier;

import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.identity.IdentityLimits;
import java.util.function.IntSupplier;

/** The identities that the tier of a hub allows. */
public final class TieredIdentities implements IdentityLimits {
    private final TierRules tier;

    public TieredIdentities(TierRules tier) {
        this.tier = tier;
    }

    @Override
    public void check(DeviceSettings settings) {
        if (settings.iotEdge()) {
            tier.require(Feature.EDGE);
        }
    }

    @Override
    public void checkRoomBeside(IntSupplier devices) {
        tier.checkRoomBeside(devices);
    }
}
