package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.identity.Pem;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import io.deckhand.testkit.internal.identity.Thumbprints;
import io.deckhand.testkit.internal.identity.TrustedAuthorities;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The attestation mechanism of an enrollment. */
public sealed interface Attestation {
    /** With one of two keys; in a group, with a key derived from one of them. */
    record Keys(SymmetricKeys keys) implements Attestation {}

    /** With one of these certificates, two at most. */
    record Certificates(List<X509Certificate> certificates) implements Attestation {
        public Certificates {
            certificates = List.copyOf(certificates);
        }

        /** {@return their thumbprints} */
        Thumbprints thumbprints() {
            return new Thumbprints(
                    Thumbprints.sha256(certificates.get(0)),
                    certificates.size() < 2 ? null : Thumbprints.sha256(certificates.get(1)));
        }
    }

    /** With a certificate that one of these CAs signed. */
    record Authorities(List<X509Certificate> certificates) implements Attestation {
        public Authorities {
            certificates = List.copyOf(certificates);
            certificates.forEach(TrustedAuthorities::checked);
        }
    }

    /** {@return generated keys} */
    static Attestation newKeys(HubRandom random) {
        return new Keys(new SymmetricKeys(random.key(), random.key()));
    }

    /** Writes the document that {@link #read} reads. */
    default void addTo(ObjectNode document) {
        if (this instanceof Keys symmetric) {
            document.putObject("symmetricKey")
                    .put("primaryKey", symmetric.keys.primary())
                    .put("secondaryKey", symmetric.keys.secondary());
        } else if (this instanceof Certificates named) {
            write(named.certificates, document.putArray("certificates"));
        } else if (this instanceof Authorities signers) {
            write(signers.certificates, document.putArray("authorities"));
        }
    }

    /**
     * Parses the attestation of an enrollment; without one, keys are generated.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not valid
     */
    static Attestation read(JsonNode document, HubRandom random) {
        if (document.has("certificates")) {
            return new Certificates(read(document.required("certificates")));
        }
        if (document.has("authorities")) {
            return new Authorities(read(document.required("authorities")));
        }
        JsonNode keys = document.path("symmetricKey");
        return keys.has("primaryKey") && keys.has("secondaryKey")
                ? new Keys(SymmetricKeys.checked(
                        keys.required("primaryKey").asText(),
                        keys.required("secondaryKey").asText()))
                : newKeys(random);
    }

    private static void write(List<X509Certificate> certificates, ArrayNode list) {
        certificates.forEach(certificate -> list.add(Pem.text(certificate)));
    }

    private static List<X509Certificate> read(JsonNode list) {
        List<X509Certificate> certificates = new ArrayList<>();
        list.forEach(pem -> certificates.add(Pem.certificate(pem.asText())));
        return certificates;
    }
}
