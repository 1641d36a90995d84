package io.deckhand.testkit.internal.issuance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.Pem;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;

/**
 * The CA for device certificates: an intermediate CA below a root, as at the real service. Both are created for the
 * first certificate and stored with the hub's state; the root's key is discarded.
 */
public final class IssuingAuthority {
    private static final String DOCUMENT = "issuing-authority";
    private static final Duration LIFE = Duration.ofDays(3650);
    /** Devices' clocks may be late by this time. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private final StateStore store;
    private final HubRandom random;
    private final Clock clock;
    private final CertificateWriter writer = new CertificateWriter();
    private @Nullable Authorities made;

    /** The two certificates, and the key of the intermediate CA. */
    private record Authorities(X509Certificate root, X509Certificate issuer, PrivateKey key) {}

    public IssuingAuthority(StateStore store, HubRandom random, Clock clock) {
        this.store = store;
        this.random = random;
        this.clock = clock;
    }

    /** {@return the root certificate, which hubs must trust} */
    public X509Certificate root() {
        return authorities().root();
    }

    /**
     * Issues a certificate.
     *
     * @param commonName the common name of the subject
     * @param lifetime the lifetime from now, rounded up to a whole second
     * @return the device's certificate, then the issuer's, then the root
     */
    public List<X509Certificate> issue(String commonName, CertificateRequest request, Duration lifetime) {
        Authorities authorities = authorities();
        Instant now = clock.instant();
        Instant end = now.plus(lifetime).plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
        CertificateWriter.Signer signer =
                new CertificateWriter.Signer(subject(authorities.issuer()), authorities.key());
        X509Certificate issued = writer.device(commonName, request.publicKey(), signer, now.minus(CLOCK_SKEW), end);
        return List.of(issued, authorities.issuer(), authorities.root());
    }

    private synchronized Authorities authorities() {
        if (made == null) {
            ObjectNode kept = store.load(Shelf.PROVISIONING).get(DOCUMENT);
            made = kept == null ? create() : read(kept);
        }
        return made;
    }

    private Authorities create() {
        String id = random.id().substring(0, 16);
        Instant from = clock.instant().minus(CLOCK_SKEW);
        Instant to = from.plus(LIFE);
        String rootName = "Deckhand local root " + id;
        KeyPair rootKey = newKey();
        CertificateWriter.Signer root =
                new CertificateWriter.Signer(CertificateWriter.name(rootName), rootKey.getPrivate());
        KeyPair key = newKey();
        Authorities authorities = new Authorities(
                writer.authority(rootName, rootKey.getPublic(), root, from, to),
                writer.authority("Deckhand local issuing CA " + id, key.getPublic(), root, from, to),
                key.getPrivate());
        store.save(Shelf.PROVISIONING, DOCUMENT, document(authorities));
        return authorities;
    }

    private static ObjectNode document(Authorities authorities) {
        return Json.object()
                .put("root", Pem.text(authorities.root()))
                .put("issuer", Pem.text(authorities.issuer()))
                .put("key", Base64.getEncoder().encodeToString(authorities.key().getEncoded()));
    }

    private static Authorities read(ObjectNode document) {
        try {
            byte[] key = Base64.getDecoder().decode(document.required("key").textValue());
            return new Authorities(
                    Pem.certificate(document.required("root").textValue()),
                    Pem.certificate(document.required("issuer").textValue()),
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The stored key of the issuing CA cannot be read.", e);
        }
    }

    private static X500Name subject(X509Certificate authority) {
        return X500Name.getInstance(authority.getSubjectX500Principal().getEncoded());
    }

    private static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp384r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has EC P-384.", e);
        }
    }
}
