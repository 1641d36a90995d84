package io.deckhand.core.internal.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The identity of an agent: a device or module of a hub, and the gateway that it connects through, if there is one. */
public record Identity(
        String hostName,
        @Nullable String gatewayHostName,
        String deviceId,
        @Nullable String moduleId) {
    /** @throws IllegalArgumentException if the host name is one that the SDK would refuse at every attempt, or an id is empty */
    public Identity {
        checkHostName(hostName);
        checkId(deviceId, "device id");
        if (moduleId != null) {
            checkId(moduleId, "module id");
        }
    }

    /** A device that connects to its hub. */
    public static Identity ofDevice(String hostName, String deviceId) {
        return new Identity(hostName, null, deviceId, null);
    }

    static void checkHostName(String hostName) {
        int scheme = hostName.indexOf("://");
        if (scheme >= 0) {
            String name = hostName.substring(scheme + 3).replaceAll("[:/].*", "");
            throw new IllegalArgumentException(
                    "The host name '" + hostName + "' is a URL. Give only the name: " + name + ".");
        }
        if (!hostName.contains(".")) {
            throw new IllegalArgumentException("The host name '" + hostName
                    + "' has no dot, and the device SDK refuses such names. For a local hub use its "
                    + "address, such as 127.0.0.1.");
        }
        try {
            new URI(hostName); // as the SDK parses it
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("The host name '" + hostName
                    + "' is not valid. Give a name, such as myhub.azure-devices.net, or an IPv4 address.");
        }
    }

    private static void checkId(String id, String what) {
        if (id.isBlank() || id.length() > 128) {
            throw new IllegalArgumentException(
                    "The " + what + " '" + id + "' is not valid. It has 1 to 128 characters, as the hub shows it.");
        }
    }

    /**
     * {@return the problem with the ids over MQTT, if there is one: they are part of topics, which may not contain
     * wildcards}
     */
    public Optional<String> problemOverMqtt() {
        return problemInTopic("device id", deviceId)
                .or(() -> moduleId == null ? Optional.empty() : problemInTopic("module id", moduleId));
    }

    private static Optional<String> problemInTopic(String what, String id) {
        for (char wildcard : new char[] {'+', '#'}) {
            if (id.indexOf(wildcard) >= 0) {
                return Optional.of("The " + what + " '" + id + "' has a '" + wildcard
                        + "', which an MQTT topic cannot contain. Connect by AMQPS or AMQPS_WS, or give "
                        + "the device another id.");
            }
        }
        return Optional.empty();
    }

    /** {@return the device id, or device id and module id, as the hub writes them} */
    public String name() {
        return moduleId == null ? deviceId : deviceId + "/" + moduleId;
    }

    /** {@return the host name to connect to: the gateway's, if there is one} */
    public String connectsTo() {
        return gatewayHostName == null ? hostName : gatewayHostName;
    }

    /** {@return the resource URI for SAS tokens, not encoded: the token encodes it as a whole} */
    String resource() {
        String device = hostName + "/devices/" + deviceId;
        return moduleId == null ? device : device + "/modules/" + moduleId;
    }

    @Override
    public String toString() {
        return hostName + "/" + name();
    }
}
