package io.deckhand.testkit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Certificates of devices and of those who sign them, and what clients show them with. */
final class DeviceCertificates {
    private DeviceCertificates() {}

    static X509Bundle authority(String name) throws Exception {
        return authority(name, Duration.ofDays(1));
    }

    static X509Bundle authority(String name, Duration life) throws Exception {
        return valid(name, life).setIsCertificateAuthority(true).buildSelfSigned();
    }

    static X509Bundle intermediate(String name, X509Bundle issuer) throws Exception {
        return valid(name, Duration.ofDays(1)).setIsCertificateAuthority(true).buildIssuedBy(issuer);
    }

    static X509Bundle selfSigned(String name) throws Exception {
        return authority(name);
    }

    static X509Bundle issued(String name, X509Bundle issuer) throws Exception {
        return valid(name, Duration.ofDays(1)).buildIssuedBy(issuer);
    }

    /** {@return one that ended a minute ago} */
    static X509Bundle expired(String name, X509Bundle issuer) throws Exception {
        return valid(name, Duration.ofMinutes(-1)).buildIssuedBy(issuer);
    }

    static Certificate hubAuthority(LocalHub hub) throws Exception {
        try (InputStream pem = Files.newInputStream(hub.caCertificate())) {
            return CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    /** {@return a context that trusts the hub and shows the certificate, with those between it and its root, or none} */
    static SSLContext context(LocalHub hub, @Nullable X509Bundle certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("hub", hubAuthority(hub));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManager[] keys = certificate == null
                ? new KeyManager[0]
                : certificate.toKeyManagerFactory().getKeyManagers();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }

    private static CertificateBuilder valid(String name, Duration life) {
        Instant now = Instant.now();
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name + ",O=Deckhand")
                .notBefore(now.minus(Duration.ofDays(2)))
                .notAfter(now.plus(life));
    }
}
