package io.deckhand.testkit.internal.seed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.dps.Enrollment;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.identity.Scopes;
import io.deckhand.testkit.internal.routing.RoutingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Applies a seed to a hub that is not serving yet. Stored identities and enrollments stay unchanged; policy keys,
 * trusted CAs, routes and faults are those of the seed.
 */
public final class Sowing {
    private final HubCore hub;

    public Sowing(HubCore hub) {
        this.hub = hub;
    }

    /**
     * Applies the seed.
     *
     * @throws IllegalArgumentException with place and reason when the hub refuses an entry
     */
    public void sow(Seed seed) {
        seed.policies()
                .forEach((name, keys) ->
                        trying("policies." + name, () -> hub.access().setKeys(name, keys)));
        seed.authorities()
                .forEach(authority ->
                        trying("authorities", () -> hub.authorities().add(authority)));
        List<Seed.Identity> created = new ArrayList<>();
        for (Seed.Identity identity : seed.identities()) {
            if (isNew(identity, created)) {
                trying(identity.place(), () -> sow(identity));
                created.add(identity);
            }
        }
        // Parents may follow their children in the file, and have no scope before they are created.
        created.forEach(identity -> trying(identity.place(), () -> connectThroughParent(identity)));
        seed.enrollments()
                .forEach(enrollment ->
                        trying("enrollments, " + enrollment.path("name").asText(), () -> sow(enrollment)));
        trying("routes", () -> sow(seed.routing()));
        seed.faults().forEach(order -> trying("faults", () -> hub.faultOrder().carryOut(order)));
    }

    private void sow(Seed.Identity wanted) {
        String id = id(wanted);
        if (hub.registry().find(id).isPresent()) {
            hub.registry().update(id, wanted.settings(), null);
        } else if (wanted.moduleId() == null) {
            hub.registry().create(wanted.deviceId(), wanted.settings());
        } else {
            hub.registry().createModule(wanted.deviceId(), wanted.moduleId(), wanted.settings());
        }
        ObjectNode change = Json.object();
        if (!wanted.tags().isEmpty()) {
            change.set("tags", wanted.tags());
        }
        if (!wanted.desired().isEmpty()) {
            change.putObject("properties").set("desired", wanted.desired());
        }
        if (!change.isEmpty()) {
            hub.twins().patch(id, change, null);
        }
        if (!wanted.reported().isEmpty()) {
            hub.twins().patchReported(id, wanted.reported(), OptionalLong.empty());
        }
        if (wanted.modelId() != null) {
            hub.twins().announceModel(id, wanted.modelId());
        }
    }

    /** The two modules of an edge device are created with it, so those of a new device are new too. */
    private boolean isNew(Seed.Identity wanted, List<Seed.Identity> created) {
        return hub.registry().find(id(wanted)).isEmpty()
                || (wanted.moduleId() != null
                        && created.stream().anyMatch(device -> device.deviceId().equals(wanted.deviceId())));
    }

    private static String id(Seed.Identity identity) {
        return IdentityIds.of(identity.deviceId(), identity.moduleId());
    }

    private void connectThroughParent(Seed.Identity identity) {
        String parent = identity.parent();
        if (parent == null) {
            return;
        }
        String scope = hub.registry().get(parent).scopes().own();
        if (scope == null) {
            throw new HubException(HubError.ARGUMENT_INVALID, "Its parent '" + parent + "' is not an edge device.");
        }
        DeviceIdentity before = hub.registry().get(identity.deviceId());
        Scopes scopes = new Scopes(before.scopes().own(), List.of(scope));
        hub.registry().update(identity.deviceId(), before.settings().withScopes(scopes), null);
    }

    /** Comes after the devices: their creation by a seed is no event. */
    private void sow(RoutingTable wanted) {
        wanted.routes().forEach(hub.routing()::put);
        wanted.enrichments().forEach(hub.routing()::put);
        hub.routing().fallback(wanted.fallback());
    }

    private void sow(ObjectNode wanted) {
        Enrollment enrollment = Enrollment.read(wanted, hub.settings().random());
        if (hub.provisioning()
                .enrollments()
                .find(enrollment.kind(), enrollment.name())
                .isEmpty()) {
            hub.provisioning().enrollments().create(enrollment);
        }
    }

    private static void trying(String place, Runnable part) {
        try {
            part.run();
        } catch (HubException e) {
            throw new IllegalArgumentException("The seed cannot be used: " + place + ": " + e.getMessage(), e);
        }
    }
}
