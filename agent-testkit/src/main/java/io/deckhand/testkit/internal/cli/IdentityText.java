package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.identity.Authentication;
import io.deckhand.testkit.internal.identity.Thumbprints;
import java.security.cert.X509Certificate;

/** Reads and writes the JSON of a device or module identity, for the commands. */
final class IdentityText {
    private IdentityText() {}

    /** {@code key} is the name of the one to use, {@code primaryKey} or {@code secondaryKey}. */
    static String connectionString(RunningHub hub, JsonNode identity, String key) {
        JsonNode authentication = identity.required("authentication");
        String module = identity.path("moduleId").asText();
        String who = "HostName=" + hub.hostName() + ";DeviceId="
                + identity.required("deviceId").asText()
                + (module.isEmpty() ? "" : ";ModuleId=" + module);
        return authentication.required("type").asText().equals(Authentication.KEYS)
                ? who + ";SharedAccessKey="
                        + authentication.required("symmetricKey").required(key).asText()
                : who + ";x509=true";
    }

    static String withoutKeys(JsonNode identity) {
        JsonNode shown = identity.deepCopy();
        if (shown instanceof ObjectNode object) {
            object.remove("authentication");
        }
        return shown.toPrettyString();
    }

    static void useCertificate(X509Certificate certificate, ObjectNode authentication) {
        authentication
                .put("type", Authentication.SELF_SIGNED)
                .putObject("x509Thumbprint")
                .put("primaryThumbprint", Thumbprints.sha256(certificate));
    }
}
