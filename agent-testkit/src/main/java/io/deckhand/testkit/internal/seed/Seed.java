package io.deckhand.testkit.internal.seed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.HubTier;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import io.deckhand.testkit.internal.routing.RoutingTable;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The initial state of a hub.
 *
 * @param policies keys of shared access policies, by name
 * @param authorities the CAs trusted to sign device certificates
 * @param enrollments the documents of enrollments
 * @param throttles whether the hub throttles operations
 * @param faults the orders of active faults
 * @param routing the message routes and enrichments
 * @param tier the tier of the hub, or null
 */
public record Seed(
        Map<String, SymmetricKeys> policies,
        List<X509Certificate> authorities,
        List<Identity> identities,
        List<ObjectNode> enrollments,
        boolean throttles,
        List<ObjectNode> faults,
        RoutingTable routing,
        @Nullable HubTier tier) {

    public Seed {
        policies = Map.copyOf(policies);
        authorities = List.copyOf(authorities);
        identities = List.copyOf(identities);
        enrollments = List.copyOf(enrollments);
        faults = List.copyOf(faults);
    }

    /**
     * A device, or a module of a device before it.
     *
     * @param place its place in the file, for error messages
     * @param moduleId null for a device
     * @param parent the edge device through which it connects, or null
     * @param tags the tags, empty for none
     */
    record Identity(
            String place,
            String deviceId,
            @Nullable String moduleId,
            DeviceSettings settings,
            @Nullable String parent,
            @Nullable String modelId,
            ObjectNode tags,
            ObjectNode desired,
            ObjectNode reported) {}
}
