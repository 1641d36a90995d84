package io.deckhand.testkit.internal.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.NetUtil;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/** The two certificates a hub has, both EC P-256: made in milliseconds, where RSA keys would take a second. */
final class Certificates {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    /** Some clients refuse server certificates that are valid for longer than 825 days. */
    private static final Duration SERVER_LIFE = Duration.ofDays(397);

    private Certificates() {}

    static X509Bundle newAuthority() {
        byte[] id = new byte[8];
        RANDOM.nextBytes(id);
        CertificateBuilder authority = builder(AUTHORITY_LIFE)
                .subject("CN=Deckhand local hub CA " + HexFormat.of().formatHex(id))
                .setIsCertificateAuthority(true)
                .setKeyUsage(true, KeyUsage.keyCertSign, KeyUsage.cRLSign);
        try {
            return authority.buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException("Cannot make the hub's certificate authority", e);
        }
    }

    static X509Bundle issueServer(X509Bundle authority, String host) {
        CertificateBuilder server = builder(SERVER_LIFE)
                .subject("CN=Deckhand local hub")
                .setKeyUsage(true, KeyUsage.digitalSignature)
                .addExtendedKeyUsageServerAuth();
        boolean literal = NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
        try {
            return (literal ? server.addSanIpAddress(host) : server.addSanDnsName(host)).buildIssuedBy(authority);
        } catch (Exception e) {
            throw new IllegalStateException("Cannot issue a certificate for '" + host + "'", e);
        }
    }

    private static CertificateBuilder builder(Duration life) {
        Instant now = Instant.now();
        return new CertificateBuilder()
                .ecp256()
                .secureRandom(RANDOM)
                .notBefore(now.minus(CLOCK_SKEW))
                .notAfter(now.plus(life));
    }
}
