package io.deckhand.core.internal.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 s",
        "PT0.001S, 0.001 s",
        "PT1.5S, 1.5 s",
        "PT59.9S, 59.9 s",
        "PT1M, 1 min",
        "PT2M30S, 2 min 30 s",
        "PT3H, 3 h",
        "P1D, 1 d",
        "P365D, 365 d",
        "PT25H1M, 1 d 1 h 1 min"
    })
    void aDurationReadsAsPeopleSayIt(Duration duration, String words) {
        assertThat(Durations.inWords(duration)).isEqualTo(words);
    }
}
