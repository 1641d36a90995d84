package io.deckhand.testkit.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The certificates written by hand say what those of a library do. */
class CertificatesTest {
    private static final KeyedCertificate AUTHORITY = Certificates.newAuthority();

    @Test
    void theAuthorityIsOneAsALibraryMakesThem() throws Exception {
        X509Certificate certificate = AUTHORITY.certificate();

        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity();
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSubjectX500Principal()).isEqualTo(certificate.getIssuerX500Principal());
        assertSameExtensions(
                certificate,
                new CertificateBuilder()
                        .ecp256()
                        .subject("CN=other")
                        .setIsCertificateAuthority(true)
                        .setKeyUsage(true, KeyUsage.keyCertSign, KeyUsage.cRLSign)
                        .buildSelfSigned()
                        .getCertificate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "hub.localtest"})
    void theServersIsOneAsALibraryMakesThem(String host) throws Exception {
        X509Certificate certificate = Certificates.issueServer(AUTHORITY, host).certificate();
        CertificateBuilder library = new CertificateBuilder()
                .ecp256()
                .subject("CN=other")
                .setKeyUsage(true, KeyUsage.digitalSignature)
                .addExtendedKeyUsageServerAuth();

        certificate.verify(AUTHORITY.certificate().getPublicKey());
        certificate.checkValidity();
        assertThat(certificate.getIssuerX500Principal())
                .isEqualTo(AUTHORITY.certificate().getSubjectX500Principal());
        assertThat(certificate.getNotAfter().toInstant())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(396)), Instant.now().plus(Duration.ofDays(398)));
        assertSameExtensions(
                certificate,
                (host.contains("hub") ? library.addSanDnsName(host) : library.addSanIpAddress(host))
                        .buildIssuedBy(new CertificateBuilder()
                                .ecp256()
                                .subject("CN=root")
                                .setIsCertificateAuthority(true)
                                .buildSelfSigned())
                        .getCertificate());
    }

    private static void assertSameExtensions(X509Certificate one, X509Certificate other) {
        assertThat(one.getCriticalExtensionOIDs()).isEqualTo(other.getCriticalExtensionOIDs());
        assertThat(one.getNonCriticalExtensionOIDs()).isEqualTo(other.getNonCriticalExtensionOIDs());
        for (String critical : one.getCriticalExtensionOIDs()) {
            assertThat(one.getExtensionValue(critical)).as(critical).isEqualTo(other.getExtensionValue(critical));
        }
        for (String extension : one.getNonCriticalExtensionOIDs()) {
            assertThat(one.getExtensionValue(extension)).as(extension).isEqualTo(other.getExtensionValue(extension));
        }
    }

    /** X.690, and for times RFC 5280, section 4.1.2.5. */
    @ParameterizedTest
    @CsvSource({
        "2049-12-31T23:59:59.9Z, 170d3439313233313233353935395a",
        "2050-01-01T00:00:00Z, 180f32303530303130313030303030305a"
    })
    void timesHaveTwoFormsOfYears(Instant time, String expected) {
        assertThat(Der.time(time)).asHexString().isEqualToIgnoringCase(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 020100", "127, 02017f", "128, 02020080", "256, 02020100"})
    void integersAreAsShortAsTheyCanBe(BigInteger value, String expected) {
        assertThat(Der.integer(value)).asHexString().isEqualToIgnoringCase(expected);
    }

    @ParameterizedTest
    @CsvSource({"127, 047f", "128, 048180", "255, 0481ff", "256, 04820100"})
    void lengthsTakeMoreBytesFrom128On(int length, String expected) {
        assertThat(Der.octets(new byte[length])).asHexString().startsWithIgnoringCase(expected);
    }
}
