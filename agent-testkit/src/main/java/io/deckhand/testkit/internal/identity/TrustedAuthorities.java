package io.deckhand.testkit.internal.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.KnownNames;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;

/** The CAs trusted to sign device certificates, by their thumbprints. */
public final class TrustedAuthorities {
    private static final String PEM = "pem";

    private final StateStore store;
    private final Clock clock;
    private final TreeMap<String, X509Certificate> authorities = new TreeMap<>();

    public TrustedAuthorities(StateStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        store.load(Shelf.AUTHORITIES)
                .forEach((id, document) -> authorities.put(
                        id, Pem.certificate(document.required(PEM).textValue())));
    }

    /**
     * Trusts a CA from now on. {@return its thumbprint}
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not a CA certificate
     */
    public synchronized String add(X509Certificate authority) {
        String thumbprint = Thumbprints.sha256(checked(authority));
        ObjectNode document = Json.object().put(PEM, Pem.text(authority));
        store.save(Shelf.AUTHORITIES, thumbprint, document);
        authorities.put(thumbprint, authority);
        return thumbprint;
    }

    /**
     * Stops trusting a CA; existing connections stay.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not trusted
     */
    public synchronized void remove(String thumbprint) {
        if (authorities.remove(thumbprint) == null) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "No authority with the thumbprint '" + thumbprint + "'. Known: "
                            + KnownNames.of(authorities.keySet()) + ".");
        }
        store.delete(Shelf.AUTHORITIES, thumbprint);
    }

    /** {@return all of them, by thumbprint} */
    public synchronized Map<String, X509Certificate> list() {
        return Map.copyOf(authorities);
    }

    /**
     * {@return whether a path leads from a trusted CA to the first of these certificates, possibly through the others}
     */
    public boolean trusts(CertificateChain chain) {
        return chain.leadsTo(list().values(), clock.instant());
    }

    /**
     * Checks that a certificate is a CA certificate.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not
     */
    public static X509Certificate checked(X509Certificate authority) {
        if (authority.getBasicConstraints() < 0) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "The certificate of '" + authority.getSubjectX500Principal().getName()
                            + "' is not a CA certificate: its basic constraints do not say CA.");
        }
        return authority;
    }
}
