package io.deckhand.testkit.internal.dps;

import io.deckhand.testkit.internal.identity.CertificateChain;
import io.deckhand.testkit.internal.identity.SasToken;
import java.util.Optional;

/**
 * A registering device.
 *
 * @param idScope the id scope that it sent
 * @param registrationId the registration id that it sent
 * @param apiVersion the API version that it uses, empty if missing
 * @param proof its credentials
 */
public record Applicant(String idScope, String registrationId, String apiVersion, Proof proof) {
    private static final String FIRST_WITH_CERTIFICATES = "2025-07-01";

    /** The credentials of a registering device. */
    public sealed interface Proof {
        /** A token, signed with a key. */
        record Token(SasToken token) implements Proof {}

        /** Certificates; TLS has verified that it has the key of the first. */
        record Certificate(CertificateChain chain) implements Proof {}

        /** No credentials. */
        record None() implements Proof {}

        /** {@return the certificates as credentials, or none} */
        static Proof of(Optional<CertificateChain> certificates) {
            return certificates.<Proof>map(Certificate::new).orElseGet(None::new);
        }
    }

    /** {@return whether its API version supports certificate signing requests} */
    boolean maySendSigningRequest() {
        return apiVersion.compareTo(FIRST_WITH_CERTIFICATES) >= 0;
    }

    /** {@return whether this path or user name begins with an id scope, so that it is for a provisioning service} */
    public static boolean namesService(String text) {
        return IdScope.isOne(text);
    }
}
