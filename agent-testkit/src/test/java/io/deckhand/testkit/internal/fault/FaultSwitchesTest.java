package io.deckhand.testkit.internal.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultSwitchesTest {
    @Test
    void connectsOfIdsThatWereNotSeenForLongAreForgotten() {
        FaultSwitches switches = new FaultSwitches();
        switches.connectSeen("once");
        for (int i = 0; i < 25_000; i++) {
            switches.connectSeen("stranger-" + i);
            switches.connectSeen("always");
        }

        assertThat(switches.connects("once")).isZero();
        assertThat(switches.connects("always")).isEqualTo(25_000);
        assertThat(switches.connects("stranger-24999")).isEqualTo(1);
    }
}
