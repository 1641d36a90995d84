package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The user name of a CONNECT: {@code host/clientId[/[?api-version=…][&model-id=…][&DeviceClientType=…]]}.
 *
 * @param clientId the device id, or {@code device/module}
 * @param apiVersion empty if missing
 * @param modelId the Plug and Play model that the device announces, or null
 */
record MqttUsername(
        String host,
        String clientId,
        String apiVersion,
        @Nullable String modelId) {

    /**
     * Parses a user name. The properties, their question mark and the slash before them are optional; the first of two
     * properties with the same name counts.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not valid
     */
    static MqttUsername parse(String text) {
        int hostEnd = text.indexOf('/');
        int idEnd = endOfId(text, hostEnd);
        if (hostEnd <= 0 || idEnd <= hostEnd + 1) {
            throw malformed("it has no host or no device");
        }
        String query = text.substring(Math.min(idEnd + 1, text.length()));
        Map<String, String> properties = PropertyBag.parse(query.startsWith("?") ? query.substring(1) : query);
        String apiVersion = properties.getOrDefault("api-version", "");
        return new MqttUsername(
                text.substring(0, hostEnd), text.substring(hostEnd + 1, idEnd), apiVersion, properties.get("model-id"));
    }

    /**
     * The part after the last slash belongs to the id, as a module's, unless it is empty or contains the properties.
     */
    private static int endOfId(String text, int hostEnd) {
        int lastSlash = text.lastIndexOf('/');
        String last = text.substring(lastSlash + 1);
        boolean isProperties = last.isEmpty() || last.startsWith("?") || last.contains("=");
        return lastSlash > hostEnd && isProperties ? lastSlash : text.length();
    }

    private static HubException malformed(String why) {
        return new HubException(
                HubError.ARGUMENT_INVALID,
                "The user name cannot be read: " + why + ". Expected: host/clientId/?api-version=...");
    }
}
