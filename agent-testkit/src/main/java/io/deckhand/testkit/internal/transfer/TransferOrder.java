package io.deckhand.testkit.internal.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A back end's order to import or export identities.
 *
 * @param inputUri the container to read from, or null for an export
 * @param outputUri the container to write to
 * @param inputBlob the blob to read
 * @param outputBlob the blob to write
 * @param excludeKeys whether an export leaves the keys out
 * @param identityBased whether the hub's own identity allows access to the containers, instead of signatures
 * @param identity the user-assigned identity, if the order names one
 */
record TransferOrder(
        Type type,
        @Nullable String inputUri,
        String outputUri,
        String inputBlob,
        String outputBlob,
        boolean excludeKeys,
        boolean identityBased,
        @Nullable JsonNode identity) {
    private static final String DEVICES = "devices.txt";
    private static final String ERRORS = "importErrors.log";

    /** The kinds of jobs, by their names in the service API. */
    enum Type {
        EXPORT,
        IMPORT;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads the body of a request.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not valid
     */
    static TransferOrder read(ObjectNode body) {
        Type type = type(body.path("type").asText(""));
        if (body.path("includeConfigurations").asBoolean(false)) {
            throw invalid("The local hub imports and exports no configurations; leave 'includeConfigurations' out.");
        }
        return new TransferOrder(
                type,
                type == Type.IMPORT ? required(body, "inputBlobContainerUri") : null,
                required(body, "outputBlobContainerUri"),
                name(body, "inputBlobName", DEVICES),
                name(body, "outputBlobName", type == Type.IMPORT ? ERRORS : DEVICES),
                body.path("excludeKeysInExport").asBoolean(false),
                isIdentityBased(body.path("storageAuthenticationType").asText("keyBased")),
                body.path("identity").isObject() ? body.path("identity") : null);
    }

    /** Writes the fields that describe the order; of the containers without their signatures. */
    void write(ObjectNode document) {
        document.put("type", type.wireName());
        if (inputUri != null) {
            document.put("inputBlobContainerUri", withoutSignature(inputUri)).put("inputBlobName", inputBlob);
        }
        document.put("outputBlobContainerUri", withoutSignature(outputUri))
                .put("outputBlobName", outputBlob)
                .put("excludeKeysInExport", excludeKeys)
                .put("storageAuthenticationType", identityBased ? "identityBased" : "keyBased");
        if (identity != null) {
            document.set("identity", identity);
        }
    }

    private static Type type(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "export", "exportdevices" -> Type.EXPORT;
            case "import", "importdevices" -> Type.IMPORT;
            default -> throw invalid("The job's type is '" + text + "'; it must be import or export.");
        };
    }

    private static boolean isIdentityBased(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "keybased" -> false;
            case "identitybased" -> true;
            default ->
                throw invalid("storageAuthenticationType is '" + text + "'; it must be keyBased or identityBased.");
        };
    }

    private static String required(ObjectNode body, String name) {
        String value = body.path(name).asText("");
        if (value.isBlank()) {
            throw invalid("The job needs '" + name + "', the URI of a blob container with its signature.");
        }
        return value;
    }

    private static String name(ObjectNode body, String field, String fallback) {
        String value = body.path(field).asText("");
        return value.isBlank() ? fallback : value;
    }

    private static String withoutSignature(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why);
    }

    /** Omits the containers' URIs, whose signatures must not reach a log. */
    @Override
    public String toString() {
        return "TransferOrder[" + type + "]";
    }
}
