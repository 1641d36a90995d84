package io.deckhand.testkit.internal.identity;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The certificates that a client presented in the TLS handshake, its own first. TLS has verified only that the client
 * has the private key of the first.
 *
 * @param certificates at least one
 */
public record CertificateChain(List<X509Certificate> certificates) {
    public CertificateChain {
        certificates = List.copyOf(certificates);
    }

    /** {@return the client's own certificate} */
    public X509Certificate leaf() {
        return certificates.get(0);
    }

    /** {@return when the client's own certificate expires} */
    public Instant end() {
        return leaf().getNotAfter().toInstant();
    }

    /** {@return whether the client's own certificate is valid at a time} */
    public boolean isValidAt(Instant time) {
        return !time.isBefore(leaf().getNotBefore().toInstant()) && !time.isAfter(end());
    }

    /** {@return the common name of the subject of the client's certificate} */
    public Optional<String> commonName() {
        try {
            List<Rdn> names = new LdapName(leaf().getSubjectX500Principal().getName()).getRdns();
            return names.stream()
                    .filter(name -> name.getType().equalsIgnoreCase("CN"))
                    .reduce((outer, inner) -> inner)
                    .map(name -> String.valueOf(name.getValue()));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    /**
     * {@return whether, at a time, a path of valid certificates leads from one of these authorities to the client's own}
     *
     * <p>The intermediate certificates must be in the chain, in any order.
     */
    public boolean leadsTo(Collection<X509Certificate> authorities, Instant time) {
        // The validation of the path does not check the date of its trust anchor.
        Set<TrustAnchor> anchors = authorities.stream()
                .filter(authority -> !time.isAfter(authority.getNotAfter().toInstant()))
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toSet());
        return !anchors.isEmpty() && leadsTo(anchors, time);
    }

    private boolean leadsTo(Set<TrustAnchor> anchors, Instant time) {
        try {
            X509CertSelector own = new X509CertSelector();
            own.setCertificate(leaf());
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, own);
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(certificates)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(time));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (CertPathBuilderException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has PKIX.", e);
        }
    }
}
