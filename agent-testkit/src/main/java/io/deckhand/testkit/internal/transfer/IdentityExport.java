package io.deckhand.testkit.internal.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.Authentication;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.identity.Thumbprints;
import io.deckhand.testkit.internal.twin.DeviceTwin;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes all identities with their twins, a line of JSON each; a device comes before its modules. */
final class IdentityExport {
    private final IdentityRegistry registry;
    private final DeviceTwins twins;

    IdentityExport(IdentityRegistry registry, DeviceTwins twins) {
        this.registry = registry;
        this.twins = twins;
    }

    byte[] lines(boolean withoutKeys) {
        List<DeviceIdentity> all = registry.list().stream()
                .flatMap(device -> Stream.concat(Stream.of(device), registry.modules(device.deviceId()).stream()))
                .toList();
        return all.stream()
                .flatMap(identity -> line(identity, withoutKeys))
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    private Stream<String> line(DeviceIdentity identity, boolean withoutKeys) {
        try {
            DeviceTwin twin = twins.get(identity.id());
            return Stream.of(Json.text(record(identity, twin, withoutKeys)) + "\n");
        } catch (HubException e) {
            return Stream.empty(); // Deleted since it was listed.
        }
    }

    private static ObjectNode record(DeviceIdentity identity, DeviceTwin twin, boolean withoutKeys) {
        ObjectNode record = Json.object().put("id", identity.deviceId());
        if (identity.moduleId() != null) {
            record.put("moduleId", identity.moduleId()).put("managedBy", identity.managedBy());
        }
        record.put("eTag", identity.etag())
                .put("status", identity.enabled() ? "enabled" : "disabled")
                .put("statusReason", identity.statusReason());
        addAuthentication(record, identity, withoutKeys);
        record.put("twinETag", twin.etag()).set("tags", twin.tags());
        ObjectNode properties = record.putObject("properties");
        properties.set("desired", twin.desiredWithMetadata());
        properties.set("reported", twin.reportedWithMetadata());
        record.putObject("capabilities").put("iotEdge", identity.iotEdge());
        identity.scopes().write(record);
        return record;
    }

    private static void addAuthentication(ObjectNode record, DeviceIdentity identity, boolean withoutKeys) {
        boolean keys = identity.authentication() instanceof Authentication.Keys && !withoutKeys;
        ObjectNode authentication = record.putObject("authentication");
        authentication
                .putObject("symmetricKey")
                .put("primaryKey", keys ? identity.keys().primary() : null)
                .put("secondaryKey", keys ? identity.keys().secondary() : null);
        Thumbprints.write(identity.authentication().thumbprints(), authentication.putObject("x509Thumbprint"));
        authentication.put("type", identity.authentication().wireName());
    }
}
