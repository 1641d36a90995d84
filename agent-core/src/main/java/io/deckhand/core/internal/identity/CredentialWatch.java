package io.deckhand.core.internal.identity;

import io.deckhand.identity.CredentialException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks a credential between connections: detects a renewed certificate, and warns before one expires. */
public final class CredentialWatch {
    private static final Logger log = LoggerFactory.getLogger(CredentialWatch.class);

    /** How many days before the expiry a warning is logged, once each. */
    private static final int[] WARNING_DAYS = {1, 7, 30};

    private final String deviceId;
    private final Account account;
    private final Consumer<String> renew;
    private @Nullable Instant warnedOf;
    private int warnedDays;

    /** {@code renew} is called with the reason if a new connection is needed. */
    public CredentialWatch(String deviceId, Account account, Consumer<String> renew) {
        this.deviceId = deviceId;
        this.account = account;
        this.renew = renew;
    }

    public Optional<Instant> validUntil() {
        return account.validUntil();
    }

    /** Checks once. Blocks as long as the credential does; one call at a time. */
    public void check(Instant now) {
        try {
            if (account.hasChanged()) {
                renew.accept("the device's certificate was renewed");
            }
        } catch (CredentialException | RuntimeException | Error e) {
            // The current connection continues; if the problem persists, the next attempt reports it.
            log.debug("{}: the credential could not be checked", deviceId, e);
        }
        if (!account.renewsItself()) {
            account.validUntil().ifPresent(end -> warn(end, now));
        }
    }

    private void warn(Instant end, Instant now) {
        if (!end.equals(warnedOf)) {
            warnedOf = end;
            warnedDays = Integer.MAX_VALUE;
        }
        Duration left = Duration.between(now, end);
        for (int days : WARNING_DAYS) {
            if (left.compareTo(Duration.ofDays(days)) <= 0) {
                if (days < warnedDays) {
                    warnedDays = days;
                    log.warn(
                            "{}: the device's certificate or token expires at {}, in {}. Renew it before.",
                            deviceId,
                            end,
                            left.isNegative() ? "the past" : inWords(left));
                }
                return;
            }
        }
    }

    private static String inWords(Duration left) {
        return left.toDays() > 1 ? left.toDays() + " days" : left.toHours() + " hours";
    }
}
