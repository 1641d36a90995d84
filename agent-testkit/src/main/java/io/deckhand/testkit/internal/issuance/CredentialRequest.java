package io.deckhand.testkit.internal.issuance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A device's request for a certificate: {@code {"id":…,"csr":…,"replace":…}}.
 *
 * @param id the device's request id, from its topic
 * @param csr the request in Base64, as it was sent
 * @param replace the id of the pending request to replace, {@code *} for any, null for none
 */
record CredentialRequest(String id, String csr, @Nullable String replace) {
    static final String ANY = "*";

    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{2,34}[A-Za-z0-9]");
    private static final Set<String> FIELDS = Set.of("id", "csr", "replace");

    /**
     * Parses a request, without the CSR.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} or, when it is not JSON,
     *     {@link HubError#FORMAT_ERROR}
     */
    static CredentialRequest parse(String deviceId, String requestId, String body) {
        if (!REQUEST_ID.matcher(requestId).matches()) {
            throw invalid("'$rid' must have 4 to 36 of A-Z, a-z, 0-9 and -, which neither begins nor ends it");
        }
        ObjectNode request = object(body);
        request.fieldNames().forEachRemaining(CredentialRequest::checkField);
        if (!request.path("id").asText().equals(deviceId)) {
            throw invalid("'id' must be the id of the connected device, '" + deviceId + "'");
        }
        String csr = request.path("csr").asText();
        var unused = CertificateRequest.decode(csr);
        return new CredentialRequest(requestId, csr, replace(request.path("replace")));
    }

    private static ObjectNode object(String body) {
        if (body.isBlank()) {
            throw invalid("The payload is missing: send a JSON object with 'id' and 'csr'");
        }
        JsonNode value;
        try {
            value = Json.parse(body);
        } catch (HubException e) {
            throw new HubException(HubError.FORMAT_ERROR, e.getMessage());
        }
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw invalid("The payload must be a JSON object with 'id' and 'csr'");
    }

    private static void checkField(String name) {
        if (!FIELDS.contains(name)) {
            throw invalid("The payload has the unknown field '" + name + "'. Known: id, csr, replace");
        }
    }

    private static @Nullable String replace(JsonNode replace) {
        if (replace.isMissingNode() || replace.isNull()) {
            return null;
        }
        String text = replace.asText();
        if (!text.equals(ANY) && !REQUEST_ID.matcher(text).matches()) {
            throw invalid("'replace' must be '*' or the '$rid' of the request to replace");
        }
        return text;
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why + ".");
    }
}
