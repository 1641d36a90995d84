package io.deckhand.core.internal.link;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * A device connection string, taken apart far enough to say what is wrong with it before the SDK sees it. Messages name the
 * parts, never their values, but for the host name and the device id.
 */
public record ConnectionString(String text, String hostName, String deviceId) {
    public static ConnectionString parse(String text) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : text.strip().split(";", -1)) {
            if (part.isEmpty()) {
                continue; // a semicolon at the end is harmless
            }
            int equals = part.indexOf('=');
            if (equals <= 0 || equals == part.length() - 1) {
                throw new IllegalArgumentException("The connection string has a part that is no NAME=VALUE after "
                        + (parts.isEmpty() ? "its start" : parts.keySet())
                        + ". It has the form HostName=...;DeviceId=...;SharedAccessKey=...");
            }
            String name = part.substring(0, equals);
            if (parts.put(name, part.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("The connection string has " + name + " twice. Keep one.");
            }
        }
        String hostName = required(parts, "HostName");
        String deviceId = required(parts, "DeviceId");
        if (parts.containsKey("SharedAccessKeyName")) {
            throw new IllegalArgumentException(
                    "This is a connection string of the hub's policy '"
                            + parts.get("SharedAccessKeyName")
                            + "', which is for back ends. A device needs its own: HostName=...;DeviceId=...;SharedAccessKey=...");
        }
        checkHostName(hostName);
        checkCredentials(parts);
        return new ConnectionString(text.strip(), hostName, deviceId);
    }

    private static void checkHostName(String hostName) {
        if (!hostName.contains(".")) {
            throw new IllegalArgumentException(
                    "The host name '" + hostName
                            + "' has no dot, and the device SDK refuses such a name. For a local hub use its address, as 127.0.0.1.");
        }
        try {
            new URI(hostName); // as the SDK reads it
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("The host name '" + hostName
                    + "' is none. Give a name, as myhub.azure-devices.net, or an IPv4 address.");
        }
    }

    /** The SDK refuses these too, but only when it connects, and so at every attempt. */
    private static void checkCredentials(Map<String, String> parts) {
        if (parts.containsKey("ModuleId")) {
            throw new IllegalArgumentException(
                    "This is a connection string of the module '" + parts.get("ModuleId")
                            + "', and an agent is one of a device. Give the device's own: HostName=...;DeviceId=...;SharedAccessKey=...");
        }
        String signature = parts.get("SharedAccessSignature");
        boolean hasCertificate = Boolean.parseBoolean(parts.get("x509"));
        if (signature == null && !hasCertificate && !parts.containsKey("SharedAccessKey")) {
            throw new IllegalArgumentException(
                    "The connection string has neither SharedAccessKey nor SharedAccessSignature nor x509=true. Its parts: "
                            + new TreeSet<>(parts.keySet())
                            + ". It has the form HostName=...;DeviceId=...;SharedAccessKey=...");
        }
        if (signature != null && !signature.startsWith("SharedAccessSignature ")) {
            throw new IllegalArgumentException(
                    "The SharedAccessSignature of the connection string is no token. It has the form "
                            + "SharedAccessSignature=SharedAccessSignature sr=...&sig=...&se=...");
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

    /** {@return without the key} */
    @Override
    public String toString() {
        return "HostName=" + hostName + ";DeviceId=" + deviceId;
    }
}
