package io.deckhand.core.internal.issued;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Decides when a certificate is renewed. It only decides: it reads no clock. */
final class RenewalPace {
    private static final double EARLIEST = 0.6;
    private static final double SPREAD = 0.2;
    private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofHours(1);

    private final Optional<Duration> age;
    private final DoubleSupplier random;

    /** {@code age} is the age at which the application wants them renewed; {@code random} returns numbers from 0 to 1. */
    RenewalPace(Optional<Duration> age, DoubleSupplier random) {
        this.age = age;
        this.random = random;
    }

    /**
     * {@return when to renew a certificate: after 60 to 80 % of its life, drawn uniformly, since a fleet that was
     * provisioned together would otherwise renew together; earlier if the application wants that}
     */
    Instant due(Issued issued) {
        Duration late = part(issued.life(), EARLIEST + SPREAD * random.getAsDouble());
        return issued.received()
                .plus(age.filter(wanted -> wanted.compareTo(late) < 0).orElse(late));
    }

    /** {@return how long to wait after a refusal: a tenth of the life that is left, a second to an hour} */
    Duration retry(Issued issued, Instant now) {
        Duration left = Duration.between(now, issued.material().endsAt()).dividedBy(10);
        Duration longest = left.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : left;
        Duration chosen = longest.compareTo(SHORTEST_RETRY) < 0 ? SHORTEST_RETRY : longest;
        return part(chosen, 0.5 + 0.5 * random.getAsDouble());
    }

    private static Duration part(Duration whole, double part) {
        return Duration.ofMillis((long) (whole.toMillis() * part));
    }
}
