package io.deckhand.core.internal.identity;

import io.deckhand.identity.CredentialException;
import io.deckhand.identity.SasToken;
import io.deckhand.identity.TokenCredential;
import io.deckhand.identity.TokenRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** SAS tokens that the application provides: a fixed one, or the current one of its supplier. */
final class FixedTokens implements TokenCredential {
    private final Supplier<String> tokens;
    private final boolean fixed;
    private final Clock clock;
    private volatile @Nullable SasToken last;

    FixedTokens(SasToken token, Clock clock) {
        this.tokens = token::text;
        this.fixed = true;
        this.clock = clock;
        this.last = token;
    }

    FixedTokens(Supplier<String> tokens, Clock clock) {
        this.tokens = tokens;
        this.fixed = false;
        this.clock = clock;
    }

    @Override
    public SasToken token(TokenRequest request) throws CredentialException {
        SasToken token = next();
        last = token;
        if (!clock.instant().isBefore(token.expiresAt())) {
            throw CredentialException.outOfTime("The SAS token expired at " + token.expiresAt()
                    + ", and this device's clock says " + clock.instant() + ". "
                    + (fixed
                            ? "The agent cannot renew it: build the agent with a new one, or with the device's key."
                            : "Let the supplier return tokens that are still valid."));
        }
        return token;
    }

    private SasToken next() throws CredentialException {
        String text = tokens.get();
        if (text == null) {
            throw new CredentialException("The supplier of SAS tokens returned null. Let it return a token.");
        }
        try {
            return SasToken.of(text);
        } catch (IllegalArgumentException e) {
            throw new CredentialException(
                    "The supplier returned something that is not a SAS token. A token has the form "
                            + "SharedAccessSignature sr=...&sig=...&se=...");
        }
    }

    /** Empty for a supplier, which has another token when this one expires. */
    @Override
    public Optional<Instant> validUntil() {
        return fixed ? Optional.ofNullable(last).map(SasToken::expiresAt) : Optional.empty();
    }
}
