package io.deckhand.core.internal.identity;

import io.deckhand.identity.Credential;
import io.deckhand.identity.SasToken;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A parsed device connection string. It is checked here, before the SDK sees it, for better error messages. Messages
 * name the parts, never their values, except the host name and the device id. Without a credential, the string says
 * {@code x509=true}, and the application provides the certificate.
 */
public record ConnectionString(Identity identity, @Nullable Credential credential) {
    public static ConnectionString parse(String text) {
        if (text.strip().startsWith("\"") || text.strip().startsWith("'")) {
            throw new IllegalArgumentException(
                    "The connection string begins with a quotation mark. Leave the quotation marks out.");
        }
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : text.strip().split(";", -1)) {
            if (part.isEmpty()) {
                continue; // a semicolon at the end is allowed
            }
            int equals = part.indexOf('=');
            if (equals <= 0 || equals == part.length() - 1) {
                throw new IllegalArgumentException("The connection string has a part that is not NAME=VALUE after "
                        + (parts.isEmpty() ? "its start" : parts.keySet())
                        + ". It has the form HostName=...;DeviceId=...;SharedAccessKey=...");
            }
            String name = part.substring(0, equals);
            if (parts.put(name, part.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("The connection string has " + name + " twice. Keep one.");
            }
        }
        if (parts.containsKey("SharedAccessKeyName")) {
            throw new IllegalArgumentException(
                    "This is a connection string of the hub's policy '"
                            + parts.get("SharedAccessKeyName")
                            + "', which is for back ends. A device needs its own: HostName=...;DeviceId=...;SharedAccessKey=...");
        }
        String hostName = required(parts, "HostName");
        String deviceId = required(parts, "DeviceId");
        checkCredentials(parts);
        Identity identity = new Identity(hostName, parts.get("GatewayHostName"), deviceId, parts.get("ModuleId"));
        return new ConnectionString(identity, credential(parts));
    }

    private static @Nullable Credential credential(Map<String, String> parts) {
        String signature = parts.get("SharedAccessSignature");
        if (Boolean.parseBoolean(parts.get("x509"))) {
            return null;
        }
        return signature == null
                ? OwnCredentials.keys(required(parts, "SharedAccessKey").toCharArray(), null)
                : OwnCredentials.token(SasToken.of(signature));
    }

    /** The SDK refuses these too, but only when it connects, and at every attempt. */
    private static void checkCredentials(Map<String, String> parts) {
        String signature = parts.get("SharedAccessSignature");
        boolean hasCertificate = Boolean.parseBoolean(parts.get("x509"));
        if (signature == null && !hasCertificate && !parts.containsKey("SharedAccessKey")) {
            throw new IllegalArgumentException(
                    "The connection string has neither SharedAccessKey nor SharedAccessSignature nor x509=true. Its parts: "
                            + new TreeSet<>(parts.keySet())
                            + ". It has the form HostName=...;DeviceId=...;SharedAccessKey=...");
        }
    }

    private static String required(Map<String, String> parts, String name) {
        String value = parts.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "The connection string has no " + name + ". Its parts: " + new TreeSet<>(parts.keySet())
                            + ". It has the form HostName=...;DeviceId=...;SharedAccessKey=...");
        }
        return value;
    }

    String hostName() {
        return identity.hostName();
    }

    /** {@return the connection string without the key} */
    @Override
    public String toString() {
        return "HostName=" + hostName() + ";DeviceId=" + identity.deviceId();
    }
}
