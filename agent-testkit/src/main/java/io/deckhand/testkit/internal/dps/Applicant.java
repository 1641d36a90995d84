package io.deckhand.testkit.internal.dps;

import io.deckhand.testkit.internal.identity.CertificateChain;
import io.deckhand.testkit.internal.identity.SasToken;
import java.util.Optional;

/**
 * Who wants to register.
 *
 * @param idScope the service it means
 * @param registrationId who it says it is
 * @param apiVersion the form of the service that it speaks, empty where it does not say
 * @param proof what it has to prove that
 */
public record Applicant(String idScope, String registrationId, String apiVersion, Proof proof) {
    private static final String FIRST_WITH_CERTIFICATES = "2025-07-01";

    /** What somebody shows who wants to register. */
    public sealed interface Proof {
        /** A token, signed with a key. */
        record Token(SasToken token) implements Proof {}

        /** Certificates, for the first of which it has the key. */
        record Certificate(CertificateChain chain) implements Proof {}

        /** Nothing at all. */
        record None() implements Proof {}

        /** {@return the certificates, or that there are none} */
        static Proof of(Optional<CertificateChain> certificates) {
            return certificates.<Proof>map(Certificate::new).orElseGet(None::new);
        }
    }

    /** {@return whether the form of the service it speaks knows signing requests for certificates} */
    boolean maySendSigningRequest() {
        return apiVersion.compareTo(FIRST_WITH_CERTIFICATES) >= 0;
    }

    /** {@return whether this name begins what is meant for a provisioning service: it looks like an id scope} */
    public static boolean namesService(String text) {
        return IdScope.isOne(text);
    }
}
