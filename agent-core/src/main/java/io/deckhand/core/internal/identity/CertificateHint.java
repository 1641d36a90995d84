package io.deckhand.core.internal.identity;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Tells what to compare if a hub refuses a certificate. */
final class CertificateHint {
    private CertificateHint() {}

    static String of(X509Certificate certificate, String id, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            return "The presented certificate of '" + commonName(certificate).orElse("") + "' expired at " + end
                    + ", and this device's clock says " + now + ". Renew it.";
        }
        String name = commonName(certificate).orElse("");
        String thumbprint = thumbprint(certificate);
        boolean selfSigned = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
        if (!selfSigned && !name.equals(id)) {
            return "The certificate is for '" + name + "', and the id is '" + id
                    + "': with CA authentication the two must be the same. Get a certificate issued for '"
                    + id + "'. (With thumbprint authentication, the thumbprint is " + thumbprint + ".)";
        }
        return "The presented certificate has the SHA-256 thumbprint " + thumbprint + " and was issued by '"
                + certificate.getIssuerX500Principal().getName()
                + "'. Compare it with the thumbprints of the device, or check that the hub has verified this authority; "
                + "intermediate certificates belong in the device's file.";
    }

    static Optional<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(String::valueOf)
                            .findFirst();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    private static String thumbprint(X509Certificate certificate) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
