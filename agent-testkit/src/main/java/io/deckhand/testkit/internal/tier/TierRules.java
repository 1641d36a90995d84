package io.deckhand.testkit.internal.tier;

import io.deckhand.testkit.HubTier;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Refuses what the tier of a hub does not allow. Without a tier everything is allowed. Safe for use by several threads. */
public final class TierRules {
    private static final int MOST_FREE_DEVICES = 500;
    private static final int MOST_ENRICHMENTS = 10;
    private static final int MOST_FREE_ENRICHMENTS = 2;

    private final @Nullable HubTier tier;
    private final Clock clock;
    private LocalDate day = LocalDate.EPOCH;
    private long messages;

    /** @param tier null for a hub without limits */
    public TierRules(@Nullable HubTier tier, Clock clock) {
        this.tier = tier;
        this.clock = clock;
    }

    public Optional<HubTier> tier() {
        return Optional.ofNullable(tier);
    }

    /**
     * Checks that the tier has a feature.
     *
     * @throws HubException with {@link HubError#OPERATION_NOT_AVAILABLE_IN_CURRENT_TIER} when it has not
     */
    public void require(Feature feature) {
        if (tier != null && tier.isBasic()) {
            throw new HubException(
                    HubError.OPERATION_NOT_AVAILABLE_IN_CURRENT_TIER,
                    feature.label() + " are not available in tier " + tier + ". Use F1, S1, S2 or S3.");
        }
    }

    /** {@return whether {@link #count} counts, so that it is worthwhile to measure messages} */
    public boolean counts() {
        return tier != null;
    }

    /**
     * Counts messages.
     *
     * @param sizes the bytes of each
     * @throws HubException with {@link HubError#IOT_HUB_QUOTA_EXCEEDED} when they exceed the day's quota; then none counts
     */
    public void count(long... sizes) {
        HubTier limits = tier;
        if (limits == null) {
            return;
        }
        long counted = 0;
        for (long size : sizes) {
            counted += Math.max(1, (size + limits.messageBytes() - 1) / limits.messageBytes());
        }
        count(counted, limits);
    }

    private synchronized void count(long counted, HubTier limits) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (!today.equals(day)) {
            day = today;
            messages = 0;
        }
        if (messages + counted > limits.messagesPerDay()) {
            throw new HubException(
                    HubError.IOT_HUB_QUOTA_EXCEEDED,
                    "The " + limits.messagesPerDay() + " messages of " + limits.messageBytes() + " bytes that tier "
                            + limits + " accepts a day are used up; it goes on at 00:00 UTC.");
        }
        messages += counted;
    }

    /**
     * Checks that one more device is allowed.
     *
     * @throws HubException with {@link HubError#TOO_MANY_DEVICES} when it is not
     */
    public void checkRoomBeside(IntSupplier devices) {
        if (tier == HubTier.F1 && devices.getAsInt() >= MOST_FREE_DEVICES) {
            throw new HubException(
                    HubError.TOO_MANY_DEVICES, "Tier F1 has at most " + MOST_FREE_DEVICES + " device identities.");
        }
    }

    /** {@return how many enrichments a hub may have} */
    public static int mostEnrichments(@Nullable HubTier tier) {
        return tier == HubTier.F1 ? MOST_FREE_ENRICHMENTS : MOST_ENRICHMENTS;
    }
}
