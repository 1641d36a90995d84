package io.deckhand.core.internal.identity;

import io.deckhand.identity.CredentialException;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A certificate, followed by those of its authorities, and a private key, in PEM files; both may be in one file. */
final class PemFiles implements MaterialSource {
    private final Path certificate;
    private final Path key;
    private final char @Nullable [] password;

    /** {@code password} is copied. */
    PemFiles(Path certificate, Path key, char @Nullable [] password) {
        this.certificate = certificate;
        this.key = key;
        this.password = password == null ? null : password.clone();
    }

    @Override
    public String where() {
        return certificate.equals(key) ? certificate.toString() : "certificate " + certificate + ", private key " + key;
    }

    @Override
    public Object stamp() throws CredentialException {
        return List.of(FileStamp.of(certificate), FileStamp.of(key));
    }

    @Override
    public KeyMaterial load() throws CredentialException {
        return KeyMaterial.matching(readKey(), certificates(certificate), where());
    }

    private PrivateKey readKey() throws CredentialException {
        List<Pem.Block> blocks = blocks(key);
        try {
            return PrivateKeys.find(blocks, key.toString(), password);
        } finally {
            blocks.forEach(Pem.Block::wipe);
        }
    }

    private static List<Pem.Block> blocks(Path file) throws CredentialException {
        return blocks(FileStamp.read(file), file.toString());
    }

    private static List<Pem.Block> blocks(byte[] text, String where) throws CredentialException {
        try {
            return Pem.blocks(text);
        } catch (IllegalArgumentException e) {
            throw new CredentialException(where + " is damaged: " + e.getMessage() + ". Copy it again.");
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /** {@return the certificates of a PEM file, in order; at least one} */
    static List<X509Certificate> certificates(Path file) throws CredentialException {
        return certificates(FileStamp.read(file), file.toString());
    }

    /** The same, of a text, which is wiped. */
    static List<X509Certificate> certificates(byte[] text, String where) throws CredentialException {
        List<X509Certificate> found = new ArrayList<>();
        for (Pem.Block block : blocks(text, where)) {
            if (block.label().endsWith("CERTIFICATE")) {
                found.add(certificate(block.content(), where));
            } else {
                block.wipe();
            }
        }
        if (found.isEmpty()) {
            throw new CredentialException(where + " contains no certificate. It has to be a PEM file with a block "
                    + "'-----BEGIN CERTIFICATE-----'. Convert other formats: openssl x509 -inform DER -in FILE");
        }
        return found;
    }

    static X509Certificate certificate(byte[] der, String where) throws CredentialException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new CredentialException("A certificate in " + where + " is damaged. Copy it again.", e);
        }
    }
}
