package io.deckhand.testkit.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.strings;

import io.deckhand.testkit.internal.HubException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SasTokenTest {
    private static final String VALID =
            "SharedAccessSignature sr=Hub.local%2Fdevices%2Fd%2B1&sig=YWJj%2B%3D&se=1700000000&skn=owner";
    private static final String KEY = "c2VjcmV0";

    @Test
    void aTokenIsReadInAnyOrder() {
        SasToken token = SasToken.parse("SharedAccessSignature se=1700000000&skn=&sig=a%2Bb&sr=h/devices/d");

        assertThat(token.rawResource()).isEqualTo("h/devices/d");
        assertThat(token.signature()).isEqualTo("a+b");
        assertThat(token.expiry()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
        assertThat(token.policy()).isNull();
    }

    @Test
    void theSignatureIsOverTheResourceAsReceived() {
        // HMAC-SHA256("secret", "h/devices/d\n1700000000"), computed with another program.
        String signature = "vl3Q/l/LDk1QLV0Ot2dkx6gL5+Dqi3EVVsR5s0oG2WY=";
        SasToken asSent = new SasToken("h/devices/d", signature, "1700000000", null);
        SasToken encoded = new SasToken("h%2Fdevices%2Fd", signature, "1700000000", null);

        assertThat(asSent.isSignedWith(KEY)).isTrue();
        assertThat(encoded.isSignedWith(KEY)).isFalse();
    }

    @Test
    void aTokenCoversItsResourceAndWhatIsBelow() {
        SasToken device = SasToken.parse(VALID);

        assertThat(device.covers("hub.LOCAL", List.of("devices", "d+1"))).isTrue();
        assertThat(device.covers("hub.local", List.of("devices", "d+1", "modules", "m")))
                .isTrue();
        assertThat(device.covers("hub.local", List.of("devices", "D+1"))).isFalse();
        assertThat(device.covers("hub.local", List.of("devices", "d+12"))).isFalse();
        assertThat(device.covers("hub.local", List.of("devices"))).isFalse();
        assertThat(device.covers("other", List.of("devices", "d+1"))).isFalse();
    }

    @Test
    void whatIsWrongIsSaid() {
        assertMalformed("Bearer x", "does not start with 'SharedAccessSignature '");
        assertMalformed("SharedAccessSignature sr=a&sig=b", "'se' is missing");
        assertMalformed("SharedAccessSignature sr=a&sig=b&se=soon", "'se' is not a number");
        assertMalformed("SharedAccessSignature sr=a&sig=%zz&se=1", "'sig' is not percent-encoded");
        assertMalformed("SharedAccessSignature sr=a&sr=b&sig=c&se=1", "a field occurs twice");
    }

    @Test
    void noSignatureIsEverPrinted() {
        assertThat(SasToken.parse(VALID).toString()).doesNotContain("YWJj");
    }

    @Test
    void anyTextIsATokenOrMalformed() {
        qt().withFixedSeed(1)
                .withExamples(5_000)
                .forAll(strings().allPossible().ofLengthBetween(0, 200))
                .checkAssert(text -> {
                    readOrRefused(text);
                    readOrRefused("SharedAccessSignature " + text);
                });
    }

    @Test
    void aTokenWithOneCharacterChangedIsATokenOrMalformed() {
        qt().withFixedSeed(2)
                .withExamples(5_000)
                .forAll(
                        integers().between(0, VALID.length() - 1),
                        strings().basicLatinAlphabet().ofLengthBetween(0, 3))
                .checkAssert((at, other) -> readOrRefused(VALID.substring(0, at) + other + VALID.substring(at + 1)));
    }

    private static void readOrRefused(String text) {
        try {
            SasToken token = SasToken.parse(text);
            assertThat(token.expiry()).isNotNull();
            token.isSignedWith(KEY);
            token.covers("hub.local", List.of("devices", "d1"));
        } catch (HubException e) {
            assertThat(e).hasMessageEndingWith(".");
        }
    }

    private static void assertMalformed(String text, String why) {
        assertThatThrownBy(() -> SasToken.parse(text))
                .isInstanceOf(HubException.class)
                .hasMessageContaining(why);
    }
}
