package io.deckhand.core.internal.telemetry;

import io.deckhand.LossCause;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts lost messages. For each cause, it logs the 1st, 10th, 100th loss and so on. */
final class Losses {
    private static final Logger log = LoggerFactory.getLogger(Losses.class);

    private final String deviceId;
    private final Map<LossCause, Long> counts = new EnumMap<>(LossCause.class);

    Losses(String deviceId) {
        this.deviceId = deviceId;
    }

    void count(LossCause cause) {
        count(cause, 1);
    }

    synchronized void count(LossCause cause, long more) {
        long count = counts.merge(cause, more, Long::sum);
        if (more > 1 || isPowerOfTen(count)) {
            log.warn("{}: {} telemetry messages lost so far for the cause {}", deviceId, count, cause);
        }
    }

    private static boolean isPowerOfTen(long count) {
        long rest = count;
        while (rest % 10 == 0) {
            rest /= 10;
        }
        return rest == 1;
    }

    synchronized Map<LossCause, Long> counts() {
        return Map.copyOf(counts);
    }
}
