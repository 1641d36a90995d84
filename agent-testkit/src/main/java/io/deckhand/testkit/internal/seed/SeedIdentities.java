package io.deckhand.testkit.internal.seed;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.identity.Authentication;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.identity.Scopes;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import io.deckhand.testkit.internal.identity.Thumbprints;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The devices and modules of a seed file. */
final class SeedIdentities {
    static final Set<String> KEYS = Set.of("primaryKey", "secondaryKey");
    static final Set<String> THUMBPRINTS = Set.of("primary", "secondary");
    static final Set<String> MODULE = Set.of(
            "id",
            "primaryKey",
            "secondaryKey",
            "authentication",
            "thumbprints",
            "managedBy",
            "model",
            "tags",
            "desired",
            "reported");
    static final Set<String> DEVICE = Set.of(
            "id",
            "primaryKey",
            "secondaryKey",
            "authentication",
            "thumbprints",
            "status",
            "statusReason",
            "iotEdge",
            "parent",
            "model",
            "tags",
            "desired",
            "reported",
            "modules");

    private SeedIdentities() {}

    static Seed.Identity device(SeedEntry entry) {
        return identity(entry, entry.required("id"), null);
    }

    static Seed.Identity module(String deviceId, SeedEntry entry) {
        return identity(entry, deviceId, entry.required("id"));
    }

    private static Seed.Identity identity(SeedEntry entry, String deviceId, @Nullable String moduleId) {
        DeviceSettings settings = new DeviceSettings(
                isEnabled(entry),
                entry.text("statusReason"),
                keys(entry),
                authentication(entry),
                entry.flag("iotEdge", false),
                entry.text("managedBy"),
                Scopes.NONE);
        return new Seed.Identity(
                entry.place(),
                deviceId,
                moduleId,
                settings,
                entry.text("parent"),
                entry.text("model"),
                entry.properties("tags"),
                entry.properties("desired"),
                entry.properties("reported"));
    }

    static boolean isEnabled(SeedEntry entry) {
        String status = entry.text("status");
        if (status != null && !status.equals("enabled") && !status.equals("disabled")) {
            entry.wrong("has status '" + status + "'. Known: enabled, disabled");
        }
        return !"disabled".equals(status);
    }

    /** {@return both keys, or null for generated keys} */
    static @Nullable SymmetricKeys keys(SeedEntry entry) {
        String primary = entry.text("primaryKey");
        String secondary = entry.text("secondaryKey");
        if (primary == null && secondary == null) {
            return null;
        }
        if (primary == null || secondary == null) {
            entry.wrong("needs both primaryKey and secondaryKey, or neither for keys that the hub generates");
            return null;
        }
        try {
            return SymmetricKeys.checked(primary, secondary);
        } catch (HubException e) {
            entry.wrong("has a key that is not Base64");
            return null;
        }
    }

    private static Authentication authentication(SeedEntry entry) {
        String type = entry.text("authentication");
        if (type == null) {
            return entry.has("thumbprints") ? selfSigned(entry) : new Authentication.Keys();
        }
        return switch (type) {
            case Authentication.KEYS -> new Authentication.Keys();
            case Authentication.SELF_SIGNED -> selfSigned(entry);
            case Authentication.CA_SIGNED -> new Authentication.CaSigned();
            default -> {
                entry.wrong("has authentication '" + type + "'. Known: "
                        + String.join(", ", Authentication.KEYS, Authentication.SELF_SIGNED, Authentication.CA_SIGNED));
                yield new Authentication.Keys();
            }
        };
    }

    private static Authentication selfSigned(SeedEntry entry) {
        return new Authentication.SelfSigned(thumbprints(entry));
    }

    static Thumbprints thumbprints(SeedEntry entry) {
        SeedEntry given = entry.entry("thumbprints", THUMBPRINTS);
        String primary = given.text("primary");
        String secondary = given.text("secondary");
        if (primary == null && secondary == null) {
            entry.wrong("needs thumbprints with primary, secondary or both");
            return new Thumbprints("0".repeat(40), null);
        }
        try {
            return new Thumbprints(primary, secondary);
        } catch (HubException e) {
            given.wrong("must be 40 hex digits of SHA-1 or 64 of SHA-256, in quotes");
            return new Thumbprints("0".repeat(40), null);
        }
    }
}
