package io.deckhand.testkit.internal.tls;

import io.netty.util.NetUtil;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;

/**
 * The two certificates a hub has, both EC P-256: made in milliseconds, where RSA keys would take a second. Written by hand (RFC 5280):
 * a library for it would be most of what a hub loads to start.
 */
final class Certificates {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    /** Some clients refuse server certificates that are valid for longer than 825 days. */
    private static final Duration SERVER_LIFE = Duration.ofDays(397);

    private static final int SERIAL_BITS = 128;
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.identifier("1.2.840.10045.4.3.2"));
    private static final byte[] SERVER_AUTHENTICATION = Der.identifier("1.3.6.1.5.5.7.3.1");
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private Certificates() {}

    static KeyedCertificate newAuthority() {
        byte[] id = new byte[8];
        RANDOM.nextBytes(id);
        X500Principal name =
                new X500Principal("CN=Deckhand local hub CA " + HexFormat.of().formatHex(id));
        byte[] extensions = Der.sequence(
                extension("2.5.29.19", true, Der.sequence(Der.yes())), // basic constraints: an authority
                extension("2.5.29.15", true, Der.bits(1, new byte[] {0b0000_0110
                }))); // key usage: signs certificates, CRLs
        try {
            KeyPair keys = newKeys();
            return issued(name, keys, name, keys.getPrivate(), AUTHORITY_LIFE, extensions);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot make the hub's certificate authority", e);
        }
    }

    static KeyedCertificate issueServer(KeyedCertificate authority, String host) {
        byte[] extensions = Der.sequence(
                extension("2.5.29.15", true, Der.bits(7, new byte[] {(byte) 0b1000_0000})), // key usage: signatures
                extension("2.5.29.37", false, Der.sequence(SERVER_AUTHENTICATION)), // extended key usage
                extension("2.5.29.17", false, Der.sequence(alternativeName(host)))); // subject's alternative names
        try {
            return issued(
                    new X500Principal("CN=Deckhand local hub"),
                    newKeys(),
                    authority.certificate().getSubjectX500Principal(),
                    authority.key(),
                    SERVER_LIFE,
                    extensions);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot issue a certificate for '" + host + "'", e);
        }
    }

    private static byte[] alternativeName(String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        return address == null
                ? Der.implicit(DNS_NAME, host.getBytes(StandardCharsets.US_ASCII))
                : Der.implicit(IP_ADDRESS, address);
    }

    private static byte[] extension(String identifier, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.identifier(identifier), Der.yes(), Der.octets(value))
                : Der.sequence(Der.identifier(identifier), Der.octets(value));
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    private static KeyedCertificate issued(
            X500Principal subject,
            KeyPair keys,
            X500Principal issuer,
            PrivateKey issuerKey,
            Duration life,
            byte[] extensions)
            throws GeneralSecurityException {
        byte[] content = content(subject, keys.getPublic(), issuer, life, extensions);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(issuerKey, RANDOM);
        signature.update(content);
        byte[] certificate = Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(0, signature.sign()));
        return new KeyedCertificate(keys.getPrivate(), (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate)));
    }

    /** What is signed. */
    private static byte[] content(
            X500Principal subject, PublicKey key, X500Principal issuer, Duration life, byte[] extensions) {
        Instant now = Instant.now();
        return Der.sequence(
                Der.explicit(0, Der.integer(BigInteger.TWO)), // version 3
                Der.integer(new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE)),
                ECDSA_WITH_SHA256,
                issuer.getEncoded(),
                Der.sequence(Der.time(now.minus(CLOCK_SKEW)), Der.time(now.plus(life))),
                subject.getEncoded(),
                key.getEncoded(),
                Der.explicit(3, extensions));
    }
}
