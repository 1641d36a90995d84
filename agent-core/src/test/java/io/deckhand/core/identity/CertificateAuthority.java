package io.deckhand.core.identity;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** Issues the certificates of tests, and writes them as PEM files. */
public final class CertificateAuthority {
    private final X509Bundle own;

    private CertificateAuthority(X509Bundle own) {
        this.own = own;
    }

    static CertificateAuthority named(String name) throws Exception {
        return new CertificateAuthority(
                builder(name).setIsCertificateAuthority(true).buildSelfSigned());
    }

    CertificateAuthority below(String name) throws Exception {
        return new CertificateAuthority(
                builder(name).setIsCertificateAuthority(true).buildIssuedBy(own));
    }

    X509Certificate certificate() {
        return own.getCertificate();
    }

    X509Bundle issue(String name) throws Exception {
        return builder(name).buildIssuedBy(own);
    }

    X509Bundle issue(String name, Instant from, Instant until) throws Exception {
        return builder(name).notBefore(from).notAfter(until).buildIssuedBy(own);
    }

    public static X509Bundle selfSigned(String name) throws Exception {
        return builder(name).setIsCertificateAuthority(true).buildSelfSigned(); // else the builder makes none
    }

    private static CertificateBuilder builder(String name) {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name)
                .notBefore(Instant.now().minus(Duration.ofDays(1)))
                .notAfter(Instant.now().plus(Duration.ofDays(100)));
    }

    public static void write(X509Bundle bundle, Path certificate, Path key) throws Exception {
        replace(key, bundle.getPrivateKeyPEM());
        replace(certificate, bundle.getCertificatePathPEM());
    }

    /** As a careful renewal does: complete, under its name at once. */
    private static void replace(Path file, String text) throws Exception {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
