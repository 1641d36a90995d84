package io.deckhand.core.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deckhand.identity.CredentialException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys and certificates as OpenSSL writes them. */
class KeyFilesTest {
    private static final char[] PASSWORD = "secret".toCharArray();

    @TempDir
    private Path directory;

    private static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(KeyFilesTest.class.getResource(name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyMaterial load(String certificate, String key, char @Nullable [] password)
            throws CredentialException {
        return new PemFiles(file(certificate), file(key), password).load();
    }

    @ParameterizedTest
    @CsvSource({
        "ec-sec1-certificate.pem, ec-sec1.pem, EC",
        "ec-sec1-certificate.pem, ec-pkcs8.pem, EC",
        "ec-sec1-certificate.pem, ec-encrypted.pem, EC",
        "ec-params-certificate.pem, ec-params.pem, EC",
        "ec384-sec1-certificate.pem, ec384-sec1.pem, EC",
        "rsa-pkcs1-certificate.pem, rsa-pkcs1.pem, RSA",
        "rsa-pkcs1-certificate.pem, rsa-pkcs8.pem, RSA",
        "rsa-pkcs1-certificate.pem, rsa-encrypted.pem, RSA",
        "ed25519-certificate.pem, ed25519.pem, EdDSA"
    })
    void eachFormOfAKeyIsRead(String certificate, String key, String algorithm) throws Exception {
        KeyMaterial read = load(certificate, key, PASSWORD);

        assertThat(read.key().getAlgorithm()).isEqualTo(algorithm);
        assertThat(read.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=fan-7");
    }

    @Test
    void aPkcs12FileIsRead() throws Exception {
        KeyMaterial read = StoredKeys.pkcs12(file("device.p12"), PASSWORD).load();

        assertThat(read.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=fan-7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ec-sec1-certificate.pem | rsa-pkcs1.pem | The private key does not belong to the certificate of 'CN=fan-7'",
                "ec-sec1-certificate.pem | ec-params.pem | The private key does not belong to the certificate of 'CN=fan-7'",
                "ec-sec1-certificate.pem | ec-sec1-certificate.pem | contains no private key",
                "ec-sec1.pem | ec-sec1.pem | contains no certificate",
                "rsa-pkcs1-certificate.pem | rsa-legacy-encrypted.pem | openssl pkcs8 -topk8 -in KEY -out NEW_KEY"
            })
    void whatDoesNotFitIsNamedWithWhatToDo(String certificate, String key, String sentence) {
        assertThatThrownBy(() -> load(certificate, key, PASSWORD))
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void anEncryptedKeyWantsItsPassword() {
        assertThatThrownBy(() -> load("ec-sec1-certificate.pem", "ec-encrypted.pem", null))
                .hasMessageContaining("is encrypted. Give its password");
        assertThatThrownBy(() -> load("ec-sec1-certificate.pem", "ec-encrypted.pem", "wrong".toCharArray()))
                .hasMessageContaining("could not be decrypted: the password is wrong");
        assertThatThrownBy(() -> StoredKeys.pkcs12(file("device.p12"), "wrong".toCharArray())
                        .load())
                .hasMessageContaining("cannot be opened: the password is wrong");
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = directory.resolve("none.pem");

        assertThatThrownBy(() -> new PemFiles(missing, missing, null).load())
                .hasMessageContaining("There is no file " + missing);
    }

    @Test
    void aDamagedFileIsNamedAndNothingOfItShown() throws Exception {
        String text = Files.readString(file("ec-sec1.pem"));
        Path damaged = directory.resolve("damaged.pem");
        Files.writeString(damaged, text.substring(0, 60) + "!" + text.substring(61));

        assertThatThrownBy(() -> new PemFiles(file("ec-sec1-certificate.pem"), damaged, null).load())
                .hasMessageContaining(damaged + " is damaged: The EC PRIVATE KEY that begins in line 1 is not base64")
                .hasNoCause();
        Files.writeString(damaged, text.replace("-----END EC PRIVATE KEY-----", ""));
        assertThatThrownBy(() -> new PemFiles(file("ec-sec1-certificate.pem"), damaged, null).load())
                .hasMessageContaining("has no END line");
        Files.write(
                damaged, (text.substring(0, 80) + "\n-----END EC PRIVATE KEY-----\n").getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> new PemFiles(file("ec-sec1-certificate.pem"), damaged, null).load())
                .hasMessageContaining("is damaged");
    }

    private Path copied(String from, String to, int age) throws Exception {
        Path target = directory.resolve(to);
        Files.copy(file(from), target, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(target, FileTime.from(Instant.now().minusSeconds(age)));
        return target;
    }

    private static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    @Test
    void aRenewedPairIsTakenUpOnceBothFilesFit() throws Exception {
        Path certificate = copied("ec-sec1-certificate.pem", "certificate.pem", 100);
        Path key = copied("ec-sec1.pem", "key.pem", 100);
        RenewableCertificate renewable =
                new RenewableCertificate(new PemFiles(certificate, key, null), at(Instant.now()));
        var first = renewable.keyManager();
        assertThat(renewable.keyManager()).isSameAs(first);

        copied("rsa-pkcs1-certificate.pem", "certificate.pem", 10);
        assertThat(renewable.keyManager())
                .as("the key does not fit the new certificate yet")
                .isSameAs(first);

        copied("rsa-pkcs1.pem", "key.pem", 10);
        var second = (OneKeyManager) renewable.keyManager();
        assertThat(second.material().key().getAlgorithm()).isEqualTo("RSA");

        renewable.refused();
        assertThat(renewable.keyManager())
                .as("the hub does not know the new one")
                .isSameAs(first);
        renewable.refused();
        renewable.accepted();
        renewable.refused();
        assertThat(renewable.keyManager())
                .as("the hub has accepted the new one")
                .isNotSameAs(first);
    }

    @Test
    void aCertificateThatIsOverOrNotYetValidSaysSo() throws Exception {
        Instant now = Instant.now();
        PemFiles files = new PemFiles(file("ec-sec1-certificate.pem"), file("ec-sec1.pem"), null);
        Instant end = files.load().endsAt();

        assertThatThrownBy(() -> new RenewableCertificate(files, at(end.plusSeconds(1))).keyManager())
                .hasMessageContaining("expired at " + end)
                .extracting(e -> ((CredentialException) e).isOutOfTime())
                .isEqualTo(true);
        assertThatThrownBy(() -> new RenewableCertificate(files, at(now.minus(Duration.ofDays(1)))).keyManager())
                .hasMessageContaining("is not valid before")
                .hasMessageContaining("Check the clock");
    }
}
