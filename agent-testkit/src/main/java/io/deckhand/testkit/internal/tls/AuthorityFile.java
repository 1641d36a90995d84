package io.deckhand.testkit.internal.tls;

import io.deckhand.testkit.internal.files.PrivateFiles;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The stored CA: private key and certificate in one PEM file, so that a crash cannot separate them. */
final class AuthorityFile {
    private static final String NAME = "authority.pem";

    private AuthorityFile() {}

    static X509Bundle loadOrCreate(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        if (Files.exists(file)) {
            X509Bundle kept = read(file);
            if (Instant.now().isBefore(kept.getCertificate().getNotAfter().toInstant())) {
                return kept;
            }
        }
        return create(directory);
    }

    /** Creates a CA and stores it in place of an existing one. */
    static X509Bundle create(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        X509Bundle created = Certificates.newAuthority();
        String pem = created.getPrivateKeyPEM() + "\n" + created.getCertificatePEM();
        PrivateFiles.write(file, pem.getBytes(StandardCharsets.US_ASCII));
        return created;
    }

    private static X509Bundle read(Path file) throws IOException {
        String pem = Files.readString(file, StandardCharsets.US_ASCII);
        try {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(section(pem, "CERTIFICATE")));
            PrivateKey key =
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(section(pem, "PRIVATE KEY")));
            return X509Bundle.fromRootCertificateAuthority(certificate, new KeyPair(certificate.getPublicKey(), key));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    file + " does not contain a certificate authority. Delete it and the hub creates a new one, "
                            + "which its clients then have to trust.",
                    e);
        }
    }

    private static byte[] section(String pem, String label) throws CertificateException {
        Matcher section = Pattern.compile("-----BEGIN " + label + "-----([^-]*)-----END " + label + "-----")
                .matcher(pem);
        if (!section.find()) {
            throw new CertificateException("no PEM section " + label);
        }
        return Base64.getMimeDecoder().decode(section.group(1));
    }
}
