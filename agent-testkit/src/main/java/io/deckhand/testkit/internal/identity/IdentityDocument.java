package io.deckhand.testkit.internal.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parses identities as back ends write them: in JSON, with some of the fields that they read. */
public final class IdentityDocument {
    private IdentityDocument() {}

    /**
     * Parses the settings of a device, and ignores the fields that only the hub sets.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when they are not valid
     */
    public static DeviceSettings read(ObjectNode document) {
        JsonNode authentication = document.path("authentication");
        Authentication type = type(authentication);
        return new DeviceSettings(
                enabled(document.path("status").asText("enabled")),
                document.path("statusReason").textValue(),
                type instanceof Authentication.Keys ? keys(authentication.path("symmetricKey")) : null,
                type,
                document.path("capabilities").path("iotEdge").asBoolean(false),
                document.path("managedBy").textValue(),
                Scopes.read(document));
    }

    private static Authentication type(JsonNode authentication) {
        String type = authentication.path("type").asText(Authentication.KEYS);
        if (type.equalsIgnoreCase(Authentication.KEYS)) {
            return new Authentication.Keys();
        }
        if (type.equalsIgnoreCase(Authentication.SELF_SIGNED)) {
            return new Authentication.SelfSigned(Thumbprints.read(authentication.path("x509Thumbprint")));
        }
        if (type.equalsIgnoreCase(Authentication.CA_SIGNED)) {
            return new Authentication.CaSigned();
        }
        throw invalid("authentication.type is '" + type + "'. Known: "
                + String.join(", ", Authentication.KEYS, Authentication.SELF_SIGNED, Authentication.CA_SIGNED) + ".");
    }

    private static boolean enabled(String status) {
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "enabled" -> true;
            case "disabled" -> false;
            default -> throw invalid("status must be 'enabled' or 'disabled', not '" + status + "'.");
        };
    }

    private static @Nullable SymmetricKeys keys(JsonNode symmetricKey) {
        String primary = symmetricKey.path("primaryKey").asText("");
        String secondary = symmetricKey.path("secondaryKey").asText("");
        if (primary.isEmpty() != secondary.isEmpty()) {
            throw invalid(
                    "symmetricKey needs both primaryKey and secondaryKey, or neither for keys that the hub generates.");
        }
        return primary.isEmpty() ? null : new SymmetricKeys(primary, secondary);
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why);
    }
}
