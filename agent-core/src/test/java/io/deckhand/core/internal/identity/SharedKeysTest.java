package io.deckhand.core.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deckhand.identity.CredentialException;
import io.deckhand.identity.SasToken;
import io.deckhand.identity.TokenRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedKeysTest {
    private static final TokenRequest REQUEST =
            new TokenRequest("h.net/devices/d1", Optional.empty(), Instant.ofEpochSecond(1_700_000_000));

    /** Computed by openssl: printf 'h.net%%2Fdevices%%2Fd1\n1700000000' | openssl dgst -sha256 -hmac secret -binary | base64. */
    @Test
    void aTokenHasTheFormThatTheHubChecks() {
        SasToken token = OwnCredentials.keys("c2VjcmV0".toCharArray(), null).token(REQUEST);

        assertThat(token.text())
                .isEqualTo(
                        "SharedAccessSignature sr=h.net%2Fdevices%2Fd1&sig=m%2BZkb4zfnvdiVXFTKbyUA2oqofbQwEAXpTyEGzS8qb4%3D&se=1700000000");
        assertThat(token.toString()).doesNotContain("sig");
        assertThat(SasToken.of(token.text())).isEqualTo(token);
    }

    @Test
    void theSecondaryKeySignsWhenThePrimaryIsRefusedAndTheOtherWayRound() {
        SharedKeys keys = OwnCredentials.keys("c2VjcmV0".toCharArray(), "b3RoZXI=".toCharArray());
        SasToken primary = keys.token(REQUEST);

        keys.refused();
        assertThat(keys.token(REQUEST)).isNotEqualTo(primary);
        keys.refused();
        assertThat(keys.token(REQUEST)).isEqualTo(primary);
    }

    @Test
    void aKeyThatIsNotBase64IsRefusedAndNotShown() {
        assertThatThrownBy(() -> OwnCredentials.keys("se§cret".toCharArray(), null))
                .hasMessage("The key is not base64. Copy it again, with the = at its end, as the portal shows it.")
                .hasNoCause();
    }

    @Test
    void aFixedTokenThatIsOverSaysSo() throws Exception {
        SasToken token = REQUEST.signed(new byte[32]);
        Clock before = Clock.fixed(token.expiresAt().minusSeconds(1), ZoneOffset.UTC);
        Clock after = Clock.fixed(token.expiresAt(), ZoneOffset.UTC);

        assertThat(new FixedTokens(token, before).token(REQUEST)).isEqualTo(token);
        assertThatThrownBy(() -> new FixedTokens(token, after).token(REQUEST))
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("The agent cannot renew it");
        assertThat(new FixedTokens(token, before).validUntil()).contains(token.expiresAt());
        assertThat(new FixedTokens(token::text, before).validUntil()).isEmpty();
    }
}
