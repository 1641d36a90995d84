package io.deckhand.testkit.internal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Points in time as the hub writes them: UTC with seven decimals. */
public final class HubTime {
    /** The hub's timestamp for "never". */
    public static final String NEVER = "0001-01-01T00:00:00Z";

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'").withZone(ZoneOffset.UTC);

    private HubTime() {}

    public static String text(Instant instant) {
        return FORMAT.format(instant);
    }
}
