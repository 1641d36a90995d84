package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.issuance.IssuanceSetup;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The setup of the provisioning service: the linked hubs and the functions that choose between them. Restarts of the
 * hub do not reset it.
 */
public final class ProvisioningSetup {
    private final IssuanceSetup issuance = new IssuanceSetup();
    private final Map<String, LinkedHub> links = new ConcurrentSkipListMap<>();
    private final Map<String, Duration> latencies = new ConcurrentHashMap<>();
    private final Map<String, UnaryOperator<ObjectNode>> webhooks = new ConcurrentHashMap<>();
    private volatile @Nullable String connectionProfile;

    public IssuanceSetup issuance() {
        return issuance;
    }

    public void link(LinkedHub hub) {
        links.put(hub.hostName(), hub);
    }

    public void unlink(String hostName) {
        links.remove(hostName);
    }

    /** {@return the linked hubs, by host name} */
    Collection<LinkedHub> links() {
        return List.copyOf(links.values());
    }

    /** Sets the latency between a hub and all devices. */
    public void latency(String hostName, Duration latency) {
        latencies.put(hostName, latency);
    }

    Duration latency(String hostName) {
        return latencies.getOrDefault(hostName, Duration.ZERO);
    }

    /** Sets the function that answers requests to a webhook's URL. */
    public void webhook(String url, UnaryOperator<ObjectNode> function) {
        webhooks.put(url, function);
    }

    Optional<UnaryOperator<ObjectNode>> webhook(String url) {
        return Optional.ofNullable(webhooks.get(url));
    }

    /** {@return the connection profile in registration results, or null to omit it} */
    @Nullable
    String connectionProfile() {
        return connectionProfile;
    }

    public void connectionProfile(@Nullable String profile) {
        connectionProfile = profile;
    }
}
