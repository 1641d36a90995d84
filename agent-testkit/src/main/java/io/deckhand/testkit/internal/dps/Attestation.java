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

/** How those who register under an enrollment prove that they may. */
public sealed interface Attestation {
    /** With one of two keys; in a group, with a key derived from one of them. */
    record Keys(SymmetricKeys keys) implements Attestation {}

    /** With one of two certificates. */
    record Certificates(Thumbprints thumbprints) implements Attestation {}

    /** With a certificate that one of these authorities signed. */
    record Authorities(List<X509Certificate> certificates) implements Attestation {
        public Authorities {
            certificates = List.copyOf(certificates);
            certificates.forEach(TrustedAuthorities::checked);
        }
    }

    /** {@return keys of the hub's making} */
    static Attestation newKeys(HubRandom random) {
        return new Keys(new SymmetricKeys(random.key(), random.key()));
    }

    /** Writes what {@link #read} reads. */
    default void addTo(ObjectNode document) {
        if (this instanceof Keys symmetric) {
            document.putObject("symmetricKey")
                    .put("primaryKey", symmetric.keys.primary())
                    .put("secondaryKey", symmetric.keys.secondary());
        } else if (this instanceof Certificates named) {
            Thumbprints.write(named.thumbprints, document.putObject("x509Thumbprint"));
        } else if (this instanceof Authorities signers) {
            ArrayNode list = document.putArray("authorities");
            signers.certificates.forEach(certificate -> list.add(Pem.text(certificate)));
        }
    }

    /**
     * Reads the attestation of an enrollment; none means keys of the hub's making.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for what is none
     */
    static Attestation read(JsonNode document, HubRandom random) {
        if (document.has("x509Thumbprint")) {
            return new Certificates(Thumbprints.read(document.required("x509Thumbprint")));
        }
        if (document.has("authorities")) {
            List<X509Certificate> certificates = new ArrayList<>();
            document.required("authorities").forEach(pem -> certificates.add(Pem.certificate(pem.asText())));
            return new Authorities(certificates);
        }
        JsonNode keys = document.path("symmetricKey");
        return keys.has("primaryKey") && keys.has("secondaryKey")
                ? new Keys(SymmetricKeys.checked(
                        keys.required("primaryKey").asText(),
                        keys.required("secondaryKey").asText()))
                : newKeys(random);
    }
}
