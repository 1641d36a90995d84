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

/** What a test told the provisioning service: which hubs there are, and how they are chosen. Outlives restarts of the hub. */
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

    /** {@return the hubs that are linked, by host name} */
    Collection<LinkedHub> links() {
        return List.copyOf(links.values());
    }

    /** Says how far a hub is from all devices. */
    public void latency(String hostName, Duration latency) {
        latencies.put(hostName, latency);
    }

    Duration latency(String hostName) {
        return latencies.getOrDefault(hostName, Duration.ZERO);
    }

    /** Lets a function answer what is sent to an address. */
    public void webhook(String url, UnaryOperator<ObjectNode> function) {
        webhooks.put(url, function);
    }

    Optional<UnaryOperator<ObjectNode>> webhook(String url) {
        return Optional.ofNullable(webhooks.get(url));
    }

    /** {@return what devices hear of the kind of their hub, or null for nothing} */
    @Nullable
    String connectionProfile() {
        return connectionProfile;
    }

    public void connectionProfile(@Nullable String profile) {
        connectionProfile = profile;
    }
}
