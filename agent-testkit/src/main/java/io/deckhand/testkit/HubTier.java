package io.deckhand.testkit;

/**
 * The tiers of IoT Hub, with the limits of one unit as Azure documents them.
 *
 * @since 0.1
 */
public enum HubTier {
    /** Free: everything, 8,000 messages of 0.5 KB a day, 500 devices, 2 enrichments. */
    F1(false, 1, 8_000, 512),
    /** Basic: from devices to the cloud only, 400,000 messages of 4 KB a day. */
    B1(true, 1, 400_000, 4_096),
    /** Basic, 6,000,000 messages of 4 KB a day. */
    B2(true, 1, 6_000_000, 4_096),
    /** Basic, 300,000,000 messages of 4 KB a day. */
    B3(true, 1, 300_000_000, 4_096),
    /** Standard, 400,000 messages of 4 KB a day, one job at a time. */
    S1(false, 1, 400_000, 4_096),
    /** Standard, 6,000,000 messages of 4 KB a day, 5 jobs at a time. */
    S2(false, 5, 6_000_000, 4_096),
    /** Standard, 300,000,000 messages of 4 KB a day, 10 jobs at a time. */
    S3(false, 10, 300_000_000, 4_096);

    private final boolean basic;
    private final int jobsAtOnce;
    private final int messagesPerDay;
    private final int messageBytes;

    HubTier(boolean basic, int jobsAtOnce, int messagesPerDay, int messageBytes) {
        this.basic = basic;
        this.jobsAtOnce = jobsAtOnce;
        this.messagesPerDay = messagesPerDay;
        this.messageBytes = messageBytes;
    }

    /**
     * {@return whether it has no cloud-to-device messages, twins, direct methods, jobs, configurations, digital twins and
     * IoT Edge}
     */
    public boolean isBasic() {
        return basic;
    }

    /** {@return how many scheduled jobs run at once} */
    public int jobsAtOnce() {
        return jobsAtOnce;
    }

    /** {@return how many messages a day the hub accepts, counted from 00:00 UTC} */
    public int messagesPerDay() {
        return messagesPerDay;
    }

    /** {@return the bytes that count as one message; a longer message counts as several} */
    public int messageBytes() {
        return messageBytes;
    }
}
