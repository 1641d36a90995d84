package io.deckhand.testkit.internal.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A configuration's changes for one device: desired properties of its twin and of its modules' twins, each at
 * {@code properties.desired} or a path below it.
 *
 * @param ofDevice a twin patch, empty for no change
 * @param ofModules a twin patch for each module
 */
public record ConfigurationContent(ObjectNode ofDevice, Map<String, ObjectNode> ofModules) {
    private static final String DESIRED = "properties.desired";

    public ConfigurationContent {
        ofModules = Map.copyOf(ofModules);
    }

    /**
     * Parses the content of a configuration.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for other paths
     */
    public static ConfigurationContent read(ObjectNode content) {
        Map<String, ObjectNode> modules = new LinkedHashMap<>();
        content.path("modulesContent")
                .properties()
                .forEach(entry -> modules.put(entry.getKey(), patch(entry.getValue())));
        return new ConfigurationContent(patch(content.path("deviceContent")), modules);
    }

    /**
     * Applies the changes to the twins; missing modules are created.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when the device is no edge device
     */
    public void applyTo(String deviceId, IdentityRegistry registry, DeviceTwins twins) {
        if (!registry.get(deviceId).iotEdge()) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "Device '" + deviceId
                            + "' is not an edge device, and takes no configuration of its own. Create it with "
                            + "capabilities.iotEdge, or use a configuration with a target condition.");
        }
        if (!ofDevice.isEmpty()) {
            twins.patch(deviceId, ofDevice, null);
        }
        ofModules.forEach((moduleId, patch) -> {
            String id = IdentityIds.of(deviceId, moduleId);
            if (registry.find(id).isEmpty()) {
                registry.createModule(deviceId, moduleId, DeviceSettings.defaults());
            }
            twins.patch(id, patch, null);
        });
    }

    private static ObjectNode patch(JsonNode values) {
        ObjectNode patch = Json.object();
        values.properties().forEach(entry -> {
            String path = entry.getKey();
            if (!path.equals(DESIRED) && !path.startsWith(DESIRED + ".")) {
                throw new HubException(
                        HubError.ARGUMENT_INVALID, "'" + path + "' is not " + DESIRED + " or a path below it.");
            }
            put(patch, path.split("\\.", -1), entry.getValue());
        });
        return patch;
    }

    private static void put(ObjectNode patch, String[] path, JsonNode value) {
        ObjectNode parent = patch;
        for (int i = 0; i < path.length - 1; i++) {
            parent = Json.child(parent, path[i]);
        }
        parent.set(path[path.length - 1], value);
    }
}
