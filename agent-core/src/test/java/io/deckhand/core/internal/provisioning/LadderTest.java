package io.deckhand.core.internal.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.FailureCause;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LadderTest {
    private static final Assigned OLD = new Assigned("old.net", "d", null);
    private static final Assigned NEW = new Assigned("new.net", "d", null);

    private final Ladder remembering = new Ladder(Optional.of(OLD), () -> 0.5);

    @Test
    void aDeviceThatRemembersItsHubAsksItFirst() {
        assertThat(remembering.next()).isEqualTo(Ladder.Step.HUB);
        assertThat(remembering.assigned()).contains(OLD);
        assertThat(new Ladder(Optional.empty(), () -> 0).next()).isEqualTo(Ladder.Step.SERVICE);
        assertThat(new Ladder(Optional.empty(), () -> 0).leastDelay()).isZero();
    }

    @Test
    void theServiceIsAskedAfterThreeRefusalsInARowAndNotAtOnce() {
        refuse(2);
        remembering.connected();
        refuse(2);
        assertThat(remembering.next()).isEqualTo(Ladder.Step.HUB);

        refuse(1);
        assertThat(remembering.next()).isEqualTo(Ladder.Step.SERVICE);
        assertThat(remembering.leastDelay()).isEqualTo(Duration.ofMinutes(1));

        remembering.assigned(NEW);
        assertThat(remembering.next()).isEqualTo(Ladder.Step.HUB);
        assertThat(remembering.assigned()).contains(NEW);
        assertThat(remembering.leastDelay()).isZero();
        refuse(1);
        assertThat(remembering.next()).as("another hub starts anew").isEqualTo(Ladder.Step.HUB);
    }

    private void refuse(int times) {
        for (int i = 0; i < times; i++) {
            remembering.hubFailed(FailureCause.CREDENTIALS_REFUSED, Duration.ZERO);
        }
    }

    @Test
    void hubAndServiceTakeTurnsWhereBothRefuse() {
        refuse(3);
        remembering.serviceFailed(FailureCause.PROVISIONING_REFUSED, Optional.empty());
        assertThat(remembering.next()).isEqualTo(Ladder.Step.HUB);
        refuse(1);
        assertThat(remembering.next()).isEqualTo(Ladder.Step.SERVICE);
        remembering.assigned(OLD);
        refuse(1);
        assertThat(remembering.next()).as("the same hub goes on refusing").isEqualTo(Ladder.Step.SERVICE);
    }

    @Test
    void troubleOfTheNetworkIsNoReasonToAskTheService() {
        for (int minute = 0; minute < 60; minute++) {
            remembering.hubFailed(FailureCause.TIMED_OUT, Duration.ofMinutes(minute));
            assertThat(remembering.next()).isEqualTo(Ladder.Step.HUB);
        }
        remembering.hubFailed(FailureCause.CONNECTION_REFUSED, Duration.ofMinutes(60));
        assertThat(remembering.next()).as("an hour later the hub may have gone").isEqualTo(Ladder.Step.SERVICE);
        remembering.serviceFailed(FailureCause.TIMED_OUT, Optional.empty());
        remembering.hubFailed(FailureCause.TIMED_OUT, Duration.ofMinutes(61));
        assertThat(remembering.next()).isEqualTo(Ladder.Step.HUB);
    }

    @Test
    void aHubWithoutANameHasGone() {
        for (int i = 0; i < 4; i++) {
            remembering.hubFailed(FailureCause.NAME_NOT_RESOLVED, Duration.ofSeconds(i));
            assertThat(remembering.next()).isEqualTo(Ladder.Step.HUB);
        }
        remembering.hubFailed(FailureCause.NAME_NOT_RESOLVED, Duration.ofSeconds(5));
        assertThat(remembering.next()).isEqualTo(Ladder.Step.SERVICE);
    }

    @Test
    void aDisabledEnrollmentIsAskedForEveryHourAndAThrottlingServiceIsLeftAlone() {
        Ladder fresh = new Ladder(Optional.empty(), () -> 0.5);

        fresh.serviceFailed(FailureCause.PROVISIONING_DISABLED, Optional.empty());
        assertThat(fresh.leastDelay()).isEqualTo(Duration.ofHours(1).plusMinutes(1));
        fresh.serviceFailed(FailureCause.PROVISIONING_THROTTLED, Optional.of(Duration.ofSeconds(7)));
        assertThat(fresh.leastDelay()).as("twice as long, as it was in vain").isEqualTo(Duration.ofSeconds(127));
        fresh.serviceFailed(FailureCause.NETWORK_UNREACHABLE, Optional.empty());
        assertThat(fresh.leastDelay()).isZero();
        assertThat(fresh.next()).isEqualTo(Ladder.Step.SERVICE);
    }
}
