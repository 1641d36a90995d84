package io.deckhand.testkit.internal.seed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a hub begins with.
 *
 * @param policies keys of shared access policies, by name
 * @param authorities those that sign certificates of devices
 * @param enrollments as an enrollment is read from
 * @param throttles whether the hub serves operations only so often
 * @param faults orders that bring them about
 */
public record Seed(
        Map<String, SymmetricKeys> policies,
        List<X509Certificate> authorities,
        List<Identity> identities,
        List<ObjectNode> enrollments,
        boolean throttles,
        List<ObjectNode> faults) {

    public Seed {
        policies = Map.copyOf(policies);
        authorities = List.copyOf(authorities);
        identities = List.copyOf(identities);
        enrollments = List.copyOf(enrollments);
        faults = List.copyOf(faults);
    }

    /**
     * A device, or a module of one that stands before it.
     *
     * @param place where it stands in the file
     * @param moduleId null for a device
     * @param parent the edge device that it connects through, or null
     * @param tags as all others: empty for none
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
