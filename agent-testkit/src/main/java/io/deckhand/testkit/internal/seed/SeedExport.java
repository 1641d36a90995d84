package io.deckhand.testkit.internal.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.identity.Authentication;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.Pem;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import io.deckhand.testkit.internal.identity.Thumbprints;
import io.deckhand.testkit.internal.twin.DeviceTwin;

/**
 * Exports a hub as a seed: a hub started with it has the same devices, keys, twins and faults. The seed contains keys.
 */
public final class SeedExport {
    private final HubCore hub;

    public SeedExport(HubCore hub) {
        this.hub = hub;
    }

    /** {@return the document of a seed file} */
    public ObjectNode document() {
        ObjectNode document = Json.object();
        ObjectNode policies = document.putObject("policies");
        hub.access().policyNames().forEach(name -> {
            ObjectNode policy = policies.putObject(name);
            addKeys(policy, hub.access().policy(name).keys());
        });
        ArrayNode authorities = Json.array();
        hub.authorities().list().values().forEach(authority -> authorities.add(Pem.text(authority)));
        addIfAny(document, "authorities", authorities);
        ArrayNode devices = Json.array();
        hub.registry().list().forEach(device -> devices.add(device(device)));
        addIfAny(document, "devices", devices);
        ArrayNode enrollments = Json.array();
        hub.provisioning()
                .enrollments()
                .list()
                .forEach(enrollment -> enrollments.add(SeedEnrollments.write(enrollment)));
        addIfAny(document, "enrollments", enrollments);
        document.put("throttles", hub.throttles().isOn());
        hub.tier().tier().ifPresent(tier -> document.put("tier", tier.name()));
        SeedRouting.write(hub.routing().table(), document);
        ArrayNode faults = Json.array();
        hub.faults().inForce().forEach(fault -> faults.add(fault.order()));
        addIfAny(document, "faults", faults);
        return document;
    }

    private ObjectNode device(DeviceIdentity identity) {
        ObjectNode device = Json.object().put("id", identity.deviceId());
        if (!identity.enabled()) {
            device.put("status", "disabled");
        }
        if (identity.statusReason() != null) {
            device.put("statusReason", identity.statusReason());
        }
        if (identity.iotEdge()) {
            device.put("iotEdge", true);
        }
        addParent(device, identity);
        addCommon(device, identity);
        ArrayNode modules = Json.array();
        hub.registry().modules(identity.deviceId()).forEach(module -> modules.add(module(module)));
        addIfAny(device, "modules", modules);
        return device;
    }

    /** A scope contains a random value of this hub, so the seed has the parent's id, which another hub can use. */
    private void addParent(ObjectNode device, DeviceIdentity identity) {
        hub.registry().list().stream()
                .filter(DeviceIdentity::iotEdge)
                .filter(edge -> !edge.deviceId().equals(identity.deviceId()))
                .filter(edge ->
                        identity.scopes().parents().contains(edge.scopes().own()))
                .findFirst()
                .ifPresent(edge -> device.put("parent", edge.deviceId()));
    }

    private ObjectNode module(DeviceIdentity identity) {
        ObjectNode module = Json.object().put("id", identity.moduleId());
        if (identity.managedBy() != null) {
            module.put("managedBy", identity.managedBy());
        }
        addCommon(module, identity);
        return module;
    }

    private void addCommon(ObjectNode document, DeviceIdentity identity) {
        Authentication authentication = identity.authentication();
        if (authentication instanceof Authentication.Keys) {
            addKeys(document, identity.keys());
        } else {
            document.put("authentication", authentication.wireName());
        }
        if (authentication instanceof Authentication.SelfSigned selfSigned) {
            addThumbprints(document, selfSigned.thumbprints());
        }
        DeviceTwin twin = hub.twins().get(identity.id());
        if (twin.modelId() != null) {
            document.put("model", twin.modelId());
        }
        addIfAny(document, "tags", twin.tags());
        addIfAny(document, "desired", plain(twin.desired()));
        addIfAny(document, "reported", plain(twin.reported()));
    }

    private static void addKeys(ObjectNode document, SymmetricKeys keys) {
        document.put("primaryKey", keys.primary()).put("secondaryKey", keys.secondary());
    }

    private static void addThumbprints(ObjectNode document, Thumbprints thumbprints) {
        ObjectNode list = document.putObject("thumbprints");
        if (thumbprints.primary() != null) {
            list.put("primary", thumbprints.primary());
        }
        if (thumbprints.secondary() != null) {
            list.put("secondary", thumbprints.secondary());
        }
    }

    private static ObjectNode plain(ObjectNode section) {
        section.remove("$version");
        return section;
    }

    private static void addIfAny(ObjectNode document, String name, JsonNode content) {
        if (!content.isEmpty()) {
            document.set(name, content);
        }
    }
}
