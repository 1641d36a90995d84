package io.deckhand.core.internal.link;

import io.deckhand.FailureCause;
import io.deckhand.core.internal.identity.Login;
import io.deckhand.core.internal.identity.Proof;
import org.jspecify.annotations.Nullable;

/** Adds hints to a failed attempt, based on its settings, and notifies the credential of a refusal. */
public final class FailedAttempt {
    private FailedAttempt() {}

    /** {@code shown} is null if the attempt failed before a credential was presented. */
    public static Failure explained(Failure named, Login login, @Nullable Proof shown) {
        if (shown == null) {
            return named;
        }
        TlsTrouble trouble = TlsTrouble.in(named.evidence())
                .filter(any -> named.cause() == FailureCause.TLS_HANDSHAKE_FAILED)
                .orElse(null);
        if (trouble != null && trouble.isOfOffer()) {
            return named.with(TlsOffer.of(shown.context()));
        }
        boolean isRefusal = named.cause() == FailureCause.CREDENTIALS_REFUSED
                || named.cause() == FailureCause.DEVICE_UNKNOWN
                || (trouble != null && trouble.isOfCertificate());
        return isRefusal ? refused(named, login) : named;
    }

    private static Failure refused(Failure named, Login login) {
        Failure explained = login.hint().map(named::with).orElse(named);
        login.refused();
        return explained;
    }
}
