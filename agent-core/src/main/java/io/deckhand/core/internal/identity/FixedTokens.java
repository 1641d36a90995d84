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

/** Hands out finished SAS tokens of the application's: one that is fixed, or whatever its supplier has now. */
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
            throw CredentialException.outOfTime("The SAS token ended at " + token.expiresAt()
                    + ", and this device's clock says " + clock.instant() + ". "
                    + (fixed
                            ? "Nobody can renew it here: build the agent with a new one, or with the device's key."
                            : "Have the supplier hand out tokens that are still good."));
        }
        return token;
    }

    private SasToken next() throws CredentialException {
        String text = tokens.get();
        if (text == null) {
            throw new CredentialException("The supplier of SAS tokens returned null. Have it return a token.");
        }
        try {
            return SasToken.of(text);
        } catch (IllegalArgumentException e) {
            throw new CredentialException("What the supplier returned is not a SAS token. It has the form "
                    + "SharedAccessSignature sr=...&sig=...&se=...");
        }
    }

    /** A supplier has another one when this is over; a fixed one does not. */
    @Override
    public Optional<Instant> validUntil() {
        return fixed ? Optional.ofNullable(last).map(SasToken::expiresAt) : Optional.empty();
    }
}
