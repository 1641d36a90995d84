package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.Pem;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import io.deckhand.testkit.internal.identity.Thumbprints;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Attestation mechanisms in the format of the service API. */
final class AttestationDocuments {
    private static final String CLIENT = "clientCertificates";
    private static final String SIGNING = "signingCertificates";

    private AttestationDocuments() {}

    /** @param withKeys whether to include symmetric keys */
    static ObjectNode write(Attestation attestation, boolean withKeys) {
        ObjectNode document = Json.object();
        if (attestation instanceof Attestation.Keys symmetric) {
            ObjectNode keys = document.put("type", "symmetricKey").putObject("symmetricKey");
            if (withKeys) {
                keys.put("primaryKey", symmetric.keys().primary())
                        .put("secondaryKey", symmetric.keys().secondary());
            }
        } else if (attestation instanceof Attestation.Certificates named) {
            write(
                    named.certificates(),
                    document.put("type", "x509").putObject("x509").putObject(CLIENT));
        } else if (attestation instanceof Attestation.Authorities signers) {
            write(
                    signers.certificates(),
                    document.put("type", "x509").putObject("x509").putObject(SIGNING));
        }
        return document;
    }

    /**
     * Parses a back end's document.
     *
     * @param before the attestation to replace: clients send back documents that they have read, in which keys and
     *     certificates are missing
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not valid or not supported
     */
    static Attestation read(JsonNode document, Optional<Attestation> before, HubRandom random) {
        String type = document.path("type").asText();
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "symmetrickey" -> keys(document.path("symmetricKey"), before, random);
            case "x509" -> certificates(document.path("x509"), before);
            case "tpm" -> throw invalid("The local hub does not support attestation with a TPM");
            default -> throw invalid("attestation.type is '" + type + "'. Known: symmetricKey, x509");
        };
    }

    private static Attestation keys(JsonNode document, Optional<Attestation> before, HubRandom random) {
        String primary = document.path("primaryKey").asText("");
        String secondary = document.path("secondaryKey").asText("");
        if (!primary.isEmpty() && !secondary.isEmpty()) {
            return new Attestation.Keys(SymmetricKeys.checked(primary, secondary));
        }
        return before.filter(Attestation.Keys.class::isInstance).orElseGet(() -> Attestation.newKeys(random));
    }

    private static Attestation certificates(JsonNode document, Optional<Attestation> before) {
        boolean signing = document.hasNonNull(SIGNING);
        if (!signing && !document.hasNonNull(CLIENT)) {
            throw invalid(
                    "attestation.x509 needs clientCertificates or signingCertificates; caReferences are not supported");
        }
        JsonNode named = document.path(signing ? SIGNING : CLIENT);
        List<X509Certificate> certificates = new ArrayList<>();
        for (String place : List.of("primary", "secondary")) {
            String text = named.path(place).path("certificate").asText("");
            if (!text.isEmpty() && !named.path(place).path("certificate").isNull()) {
                certificates.add(certificate(text));
            }
        }
        if (certificates.isEmpty()) {
            return before.filter(
                            signing
                                    ? Attestation.Authorities.class::isInstance
                                    : Attestation.Certificates.class::isInstance)
                    .orElseThrow(() -> invalid("attestation.x509 has no primary certificate"));
        }
        return signing ? new Attestation.Authorities(certificates) : new Attestation.Certificates(certificates);
    }

    /** PEM, or its content without the first and last line. */
    private static X509Certificate certificate(String text) {
        return Pem.certificate(
                text.contains("-----BEGIN")
                        ? text
                        : "-----BEGIN CERTIFICATE-----\n" + text.strip() + "\n-----END CERTIFICATE-----\n");
    }

    private static void write(List<X509Certificate> certificates, ObjectNode document) {
        info(certificates.get(0), document.putObject("primary").putObject("info"));
        if (certificates.size() > 1) {
            info(certificates.get(1), document.putObject("secondary").putObject("info"));
        }
    }

    private static void info(X509Certificate certificate, ObjectNode info) {
        info.put("subjectName", certificate.getSubjectX500Principal().getName())
                .put("sha1Thumbprint", Thumbprints.sha1(certificate))
                .put("sha256Thumbprint", Thumbprints.sha256(certificate))
                .put("issuerName", certificate.getIssuerX500Principal().getName())
                .put("notBeforeUtc", HubTime.text(certificate.getNotBefore().toInstant()))
                .put("notAfterUtc", HubTime.text(certificate.getNotAfter().toInstant()))
                .put("serialNumber", certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT))
                .put("version", certificate.getVersion());
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why + ".");
    }
}
