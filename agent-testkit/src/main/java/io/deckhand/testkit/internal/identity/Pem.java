package io.deckhand.testkit.internal.identity;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Certificates as PEM text. */
public final class Pem {
    private static final int LINE = 64;

    private Pem() {}

    /**
     * Parses the first certificate of a text.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when there is none
     */
    public static X509Certificate certificate(String text) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate)
                    factory.generateCertificate(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            throw new HubException(HubError.ARGUMENT_INVALID, "This is not a certificate in PEM.");
        }
    }

    /** {@return the text that {@link #certificate} reads} */
    public static String text(X509Certificate certificate) {
        try {
            Base64.Encoder lines = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
            return "-----BEGIN CERTIFICATE-----\n" + lines.encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was read can be written.", e);
        }
    }
}
