package io.deckhand.core.internal.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who an agent is: a device of a hub, or a module of one, and the gateway it connects through, if there is one. */
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
                    "The host name '" + hostName + "' is a URL. Give the name alone: " + name + ".");
        }
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

    private static void checkId(String id, String what) {
        if (id.isBlank() || id.length() > 128) {
            throw new IllegalArgumentException(
                    "The " + what + " '" + id + "' is not one. It has 1 to 128 characters, as the hub shows it.");
        }
    }

    /** {@return what is wrong with the ids over MQTT, whose topics have them and may hold no wildcard} */
    public Optional<String> problemOverMqtt() {
        return problemInTopic("device id", deviceId)
                .or(() -> moduleId == null ? Optional.empty() : problemInTopic("module id", moduleId));
    }

    private static Optional<String> problemInTopic(String what, String id) {
        for (char wildcard : new char[] {'+', '#'}) {
            if (id.indexOf(wildcard) >= 0) {
                return Optional.of(
                        "The " + what + " '" + id + "' has a '" + wildcard
                                + "', which MQTT has no place for in a topic. Connect by AMQPS or AMQPS_WS, or give the device another id.");
            }
        }
        return Optional.empty();
    }

    /** {@return the id of the device, or of the module behind that of its device, as the hub writes it} */
    public String name() {
        return moduleId == null ? deviceId : deviceId + "/" + moduleId;
    }

    /** {@return the name that is connected to: the gateway's, if there is one} */
    public String connectsTo() {
        return gatewayHostName == null ? hostName : gatewayHostName;
    }

    /** {@return what a SAS token gives access to; the token encodes it as a whole, and so once} */
    String resource() {
        String device = hostName + "/devices/" + deviceId;
        return moduleId == null ? device : device + "/modules/" + moduleId;
    }

    @Override
    public String toString() {
        return hostName + "/" + name();
    }
}
