package io.deckhand.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The promise of the default policy: a fleet that waits for its hub is no load on it, and is back soon. */
class StormTest {
    private static final int DEVICES = ReconnectStorm.DEVICES;

    @Test
    void aFleetIsSpreadOutOnceTheDelaysHaveGrown() {
        Storm storm = ReconnectStorm.agents(DEVICES);
        Duration capped = ReconnectStorm.CAPPED;
        Duration outage = ReconnectStorm.OUTAGE;
        // A minute on average between the attempts of each.
        assertThat(storm.mean(capped, outage)).isBetween(DEVICES / 66.0, DEVICES / 54.0);
        assertThat(storm.peak(capped, outage)).isLessThan(DEVICES / 60 * 3);
        assertThat(storm.allBackAfter()).isLessThanOrEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void theRawSdkKnocksSeveralTimesAsOften() {
        double ours = ReconnectStorm.agents(DEVICES).mean(ReconnectStorm.CAPPED, ReconnectStorm.OUTAGE);
        double raw = ReconnectStorm.rawClients(DEVICES).mean(ReconnectStorm.CAPPED, ReconnectStorm.OUTAGE);
        assertThat(raw).isGreaterThan(4 * ours);
    }

    @Test
    void everyDeviceComesBack() {
        Storm storm = Storm.play(
                10, Duration.ofSeconds(5), Duration.ofSeconds(20), attempt -> Duration.ofSeconds(2L * attempt));
        // After 2 and 6 seconds: only the second attempt finds the hub.
        assertThat(storm.attemptsInSecond(2)).isEqualTo(10);
        assertThat(storm.attemptsInSecond(6)).isEqualTo(10);
        assertThat(storm.mean(Duration.ZERO, Duration.ofSeconds(20))).isEqualTo(1);
        assertThat(storm.allBackAfter()).isEqualTo(Duration.ofSeconds(1));
    }
}
