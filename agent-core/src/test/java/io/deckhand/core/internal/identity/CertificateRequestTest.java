package io.deckhand.core.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signing requests, read by two parsers that are not ours. */
class CertificateRequestTest {
    @TempDir
    private Path directory;

    private static KeyPair pair(String algorithm, String size) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec(size));
        } else {
            generator.initialize(Integer.parseInt(size));
        }
        return generator.generateKeyPair();
    }

    @ParameterizedTest
    @CsvSource({
        "EC, secp256r1, SHA256withECDSA, 1.2.840.10045.4.3.2",
        "EC, secp384r1, SHA384withECDSA, 1.2.840.10045.4.3.3",
        "EC, secp521r1, SHA512withECDSA, 1.2.840.10045.4.3.4",
        "RSA, 2048, SHA256withRSA, 1.2.840.113549.1.1.11"
    })
    void aRequestHasTheNameAndTheKeyAndIsSignedByIt(String algorithm, String size, String signs, String oid)
            throws Exception {
        KeyPair pair = pair(algorithm, size);

        byte[] der = CertificateRequest.der("fan-7, \"left\" + Straße", pair);

        CertificationRequest read = CertificationRequest.getInstance(der);
        assertThat(read.getEncoded("DER")).as("it is DER").isEqualTo(der);
        assertThat(read.getCertificationRequestInfo().getSubject())
                .isEqualTo(new X500Name("CN=fan-7\\, \\\"left\\\" \\+ Straße"));
        assertThat(read.getCertificationRequestInfo().getSubjectPublicKeyInfo().getEncoded("DER"))
                .isEqualTo(pair.getPublic().getEncoded());
        assertThat(read.getSignatureAlgorithm().getAlgorithm().getId()).isEqualTo(oid);
        Signature signature = Signature.getInstance(signs);
        signature.initVerify(pair.getPublic());
        signature.update(read.getCertificationRequestInfo().getEncoded("DER"));
        assertThat(signature.verify(read.getSignature().getOctets())).isTrue();
    }

    @Test
    void opensslAcceptsIt() throws Exception {
        Path openssl = Path.of("/usr/bin/openssl");
        Assumptions.assumeTrue(Files.isExecutable(openssl), "there is no openssl here");
        Path request =
                Files.write(directory.resolve("request.der"), CertificateRequest.der("fan-7", pair("EC", "secp384r1")));

        Process checking = new ProcessBuilder(
                        openssl.toString(),
                        "req",
                        "-inform",
                        "DER",
                        "-in",
                        request.toString(),
                        "-verify",
                        "-noout",
                        "-subject")
                .redirectErrorStream(true)
                .start();
        String said = new String(checking.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(checking.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).containsIgnoringCase("verify OK").contains("fan-7");
        assertThat(checking.exitValue()).isZero();
    }

    @Test
    void aKeyThatCannotBeUsedIsRefusedByItsType() throws Exception {
        KeyPair edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

        assertThatThrownBy(() -> CertificateRequest.der("fan", edwards))
                .hasMessageContaining("Use EC with P-256 or P-384, or RSA");
    }
}
