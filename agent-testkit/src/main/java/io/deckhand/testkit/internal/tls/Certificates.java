package io.deckhand.testkit.internal.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/** Creates a hub's two certificates, both EC P-256: this takes milliseconds, while RSA keys take a second. */
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
        addKeyIdentifier(authority);
        try {
            return authority.buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException("Cannot create the hub's certificate authority", e);
        }
    }

    static X509Bundle issueServer(X509Bundle authority, String host) {
        CertificateBuilder server = builder(SERVER_LIFE)
                .subject("CN=Deckhand local hub")
                .setKeyUsage(true, KeyUsage.digitalSignature)
                .addExtendedKeyUsageServerAuth();
        addKeyIdentifier(server);
        addKeyIdentifierOf(authority.getCertificate(), server);
        boolean literal = NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
        try {
            return (literal ? server.addSanIpAddress(host) : server.addSanDnsName(host)).buildIssuedBy(authority);
        } catch (Exception e) {
            throw new IllegalStateException("Cannot issue a certificate for '" + host + "'", e);
        }
    }

    /** By RFC 5280 any unique number will do; the usual digest of the key is not known yet. */
    private static void addKeyIdentifier(CertificateBuilder certificate) {
        byte[] id = new byte[20];
        RANDOM.nextBytes(id);
        addExtension(certificate, Extension.subjectKeyIdentifier, new SubjectKeyIdentifier(id));
    }

    /**
     * Required by strict clients, such as Python's from 3.13 on. A CA created by an earlier version does not have it.
     */
    private static void addKeyIdentifierOf(X509Certificate authority, CertificateBuilder issued) {
        byte[] extension = authority.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        if (extension != null) {
            byte[] id = SubjectKeyIdentifier.getInstance(
                            ASN1OctetString.getInstance(extension).getOctets())
                    .getKeyIdentifier();
            addExtension(issued, Extension.authorityKeyIdentifier, new AuthorityKeyIdentifier(id));
        }
    }

    private static void addExtension(CertificateBuilder certificate, ASN1ObjectIdentifier id, ASN1Object value) {
        try {
            certificate.addExtensionOctetString(id.getId(), false, value.getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write extension " + id + " of a certificate", e);
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
