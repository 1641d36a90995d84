package io.deckhand.core.internal.identity;

import io.deckhand.identity.SasToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * What one connection is opened with: a TLS context, which shows the certificate if there is one, else a token.
 *
 * @param token empty if the context shows a certificate
 * @param next signs another token for the same connection, at once and on any thread; empty if that might wait for somebody, or
 *     nobody can
 * @param renewable whether there will be another token when this one is over
 */
public record Proof(
        SSLContext context, Optional<SasToken> token, Optional<Supplier<SasToken>> next, boolean renewable) {
    static Proof byCertificate(SSLContext context) {
        return new Proof(context, Optional.empty(), Optional.empty(), false);
    }

    /**
     * {@return how long a connection that cannot take another token is good for, from now: a fifth of the token's time is left for
     * the next to come about. Without a next one, for as long as the hub keeps it}
     */
    public Optional<Duration> goodFor(Instant now) {
        return token.filter(one -> renewable)
                .map(one ->
                        Duration.between(now, one.expiresAt()).multipliedBy(4).dividedBy(5));
    }
}
