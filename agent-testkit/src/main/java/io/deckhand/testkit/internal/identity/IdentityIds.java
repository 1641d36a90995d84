package io.deckhand.testkit.internal.identity;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ids of identities in the hub: {@code device} or {@code device/module}. Device ids contain no slash, and MQTT
 * clients use the same form.
 */
public final class IdentityIds {
    private static final char SEPARATOR = '/';

    private IdentityIds() {}

    public static String of(String deviceId, @Nullable String moduleId) {
        return moduleId == null ? deviceId : deviceId + SEPARATOR + moduleId;
    }

    /** {@return the device's part} */
    public static String deviceId(String id) {
        int separator = id.indexOf(SEPARATOR);
        return separator < 0 ? id : id.substring(0, separator);
    }

    /** {@return the module's part, or null when it is a device's} */
    public static @Nullable String moduleId(String id) {
        int separator = id.indexOf(SEPARATOR);
        return separator < 0 ? null : id.substring(separator + 1);
    }

    /** {@return its path below the hub's name: {@code devices/D} or {@code devices/D/modules/M}} */
    public static List<String> path(String id) {
        String moduleId = moduleId(id);
        return moduleId == null ? List.of("devices", id) : List.of("devices", deviceId(id), "modules", moduleId);
    }

    /** {@return the device or module at this path below the hub's name, if it is one's path} */
    public static Optional<String> atPath(List<String> path) {
        String first = path.isEmpty() ? "" : path.get(0);
        if (path.size() == 2 && first.equals("devices")) {
            return Optional.of(path.get(1));
        }
        return path.size() == 4 && first.equals("devices") && path.get(2).equals("modules")
                ? Optional.of(of(path.get(1), path.get(3)))
                : Optional.empty();
    }

    /** {@return whether the id of a device or module is valid; module ids have the syntax of device ids} */
    public static boolean isValid(String id) {
        String moduleId = moduleId(id);
        return DeviceIds.isValid(deviceId(id)) && (moduleId == null || DeviceIds.isValid(moduleId));
    }

    /** {@return whether this is the device or one of its modules} */
    public static boolean belongsTo(String id, String deviceId) {
        return deviceId(id).equals(deviceId);
    }
}
