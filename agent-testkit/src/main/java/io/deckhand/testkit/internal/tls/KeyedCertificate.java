package io.deckhand.testkit.internal.tls;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A certificate and the private key that belongs to it. */
record KeyedCertificate(PrivateKey key, X509Certificate certificate) {
    String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate has no encoded form", e);
        }
    }

    private static String pem(String label, byte[] content) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN " + label + "-----\n" + lines.encodeToString(content) + "\n-----END " + label + "-----\n";
    }

    /** {@return without the key} */
    @Override
    public String toString() {
        return certificate.getSubjectX500Principal().getName();
    }
}
