package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The user name of a CONNECT: {@code host/clientId/?api-version=…[&model-id=…][&DeviceClientType=…]}.
 *
 * @param clientId the device id, or device id and module id with a slash between
 * @param modelId the Plug and Play model the device says it implements, if it does
 */
record MqttUsername(
        String host,
        String clientId,
        String apiVersion,
        @Nullable String modelId) {

    /**
     * Reads a user name. The question mark may be missing; a property that occurs twice counts the first time.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not one
     */
    static MqttUsername parse(String text) {
        int hostEnd = text.indexOf('/');
        int idEnd = text.lastIndexOf('/');
        if (hostEnd <= 0 || idEnd <= hostEnd + 1) {
            throw malformed("it has not three parts");
        }
        String query = text.substring(idEnd + 1);
        Map<String, String> properties = PropertyBag.parse(query.startsWith("?") ? query.substring(1) : query);
        String apiVersion = properties.getOrDefault("api-version", "");
        if (apiVersion.isEmpty()) {
            throw malformed("'api-version' is missing");
        }
        return new MqttUsername(
                text.substring(0, hostEnd), text.substring(hostEnd + 1, idEnd), apiVersion, properties.get("model-id"));
    }

    private static HubException malformed(String why) {
        return new HubException(
                HubError.ARGUMENT_INVALID,
                "The user name cannot be read: " + why + ". Expected: host/clientId/?api-version=...");
    }
}
