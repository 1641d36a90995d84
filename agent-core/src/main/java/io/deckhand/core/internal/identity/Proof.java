package io.deckhand.core.internal.identity;

import io.deckhand.identity.SasToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The authentication of one connection: a TLS context, which presents the certificate if there is one, and otherwise a
 * token.
 *
 * @param token empty if the context presents a certificate
 * @param next signs another token for the same connection, without blocking and on any thread; empty if signing might
 *     block, or is not possible
 * @param renewable whether there will be another token when this one expires
 */
public record Proof(
        SSLContext context, Optional<SasToken> token, Optional<Supplier<SasToken>> next, boolean renewable) {
    static Proof byCertificate(SSLContext context) {
        return new Proof(context, Optional.empty(), Optional.empty(), false);
    }

    /**
     * {@return how long a connection that cannot take another token may be used from now: four fifths of the token's
     * remaining time, so that the rest is left for opening the next connection. Empty if there is no next token: then
     * as long as the hub keeps the connection}
     */
    public Optional<Duration> goodFor(Instant now) {
        return token.filter(one -> renewable)
                .map(one ->
                        Duration.between(now, one.expiresAt()).multipliedBy(4).dividedBy(5));
    }
}
