package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A device's registration request.
 *
 * @param payload the device's payload, missing if it sent none
 * @param csr its certificate signing request, the DER in Base64, or null
 */
record RegistrationRequest(JsonNode payload, @Nullable String csr) {

    /**
     * Parses a request.
     *
     * @throws ProvisioningRefusal when it is not valid, or is for another registration id
     */
    static RegistrationRequest parse(Applicant applicant, String body) {
        try {
            ObjectNode request = Json.parseObject(body);
            String named = request.path("registrationId").asText(applicant.registrationId());
            if (!named.equals(applicant.registrationId())) {
                throw ProvisioningRefusal.malformed("The body is for '" + named + "'.");
            }
            return new RegistrationRequest(request.path("payload"), csr(applicant, request.path("csr")));
        } catch (HubException e) {
            throw ProvisioningRefusal.malformed(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable String csr(Applicant applicant, JsonNode csr) {
        if (csr.isMissingNode() || csr.isNull()) {
            return null;
        }
        if (!applicant.maySendSigningRequest()) {
            throw ProvisioningRefusal.malformed(
                    "'csr' needs api-version 2025-07-01-preview or later, not '" + applicant.apiVersion() + "'.");
        }
        try {
            var unused = Base64.getDecoder().decode(csr.asText());
            return csr.asText();
        } catch (IllegalArgumentException e) {
            throw ProvisioningRefusal.malformed(
                    "'csr' is not Base64 in one line, without the lines that begin and end PEM.");
        }
    }

    /** The Java SDK sends its payload as a text with JSON in it, the others send the JSON. */
    @Nullable
    String modelId() {
        try {
            JsonNode said = payload.isTextual() ? Json.parse(payload.textValue()) : payload;
            return said.path("modelId").textValue();
        } catch (HubException e) {
            return null; // Any other text is a payload as it is.
        }
    }
}
