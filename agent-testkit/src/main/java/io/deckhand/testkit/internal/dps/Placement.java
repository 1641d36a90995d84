package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which hub the devices of an enrollment get, and what happens when they register again.
 *
 * @param hubs the hubs to choose from; none means all that are linked
 * @param webhook whom {@link Policy#CUSTOM} asks, else null
 */
public record Placement(
        Policy policy, List<String> hubs, @Nullable Webhook webhook, Reprovisioning reprovisioning) {

    /** What the enrollments of a new service have. */
    public static final Placement DEFAULT = new Placement(Policy.HASHED, List.of(), null, Reprovisioning.KEEP);

    /** How a hub is chosen. */
    public enum Policy {
        /** Evenly, by the registration id. */
        HASHED("hashed"),
        /** The hub with the lowest latency. */
        LOWEST_LATENCY("geoLatency"),
        /** The one hub that is named. */
        STATIC("static"),
        /** By a function of the user. */
        CUSTOM("custom");

        private final String wireName;

        Policy(String wireName) {
            this.wireName = wireName;
        }

        /** {@return its name in the service API} */
        public String wireName() {
            return wireName;
        }

        static Policy of(String wireName) {
            return Arrays.stream(values())
                    .filter(policy -> policy.wireName.equals(wireName))
                    .findFirst()
                    .orElseThrow(() -> invalid("allocationPolicy is '" + wireName + "'. Known: "
                            + Arrays.stream(values()).map(Policy::wireName).collect(Collectors.joining(", "))));
        }
    }

    /** What happens to a device that registers again. */
    public enum Reprovisioning {
        /** It may get another hub and keeps its twin. */
        KEEP(true, true),
        /** It may get another hub and always gets a new twin. */
        RESET(true, false),
        /** It stays at its hub and keeps its twin. */
        NEVER(false, false);

        private final boolean updatesHub;
        private final boolean migratesData;

        Reprovisioning(boolean updatesHub, boolean migratesData) {
            this.updatesHub = updatesHub;
            this.migratesData = migratesData;
        }

        private static Reprovisioning read(JsonNode document) {
            boolean updatesHub = document.path("updateHubAssignment").asBoolean(true);
            boolean migratesData = document.path("migrateDeviceData").asBoolean(updatesHub);
            if (!updatesHub && migratesData) {
                throw invalid("reprovisionPolicy cannot migrate device data without updating the hub assignment");
            }
            if (!updatesHub) {
                return NEVER;
            }
            return migratesData ? KEEP : RESET;
        }
    }

    /**
     * A function that chooses a hub, by the address it has at the real service.
     *
     * @param apiVersion the form of the requests that it takes
     */
    public record Webhook(String url, String apiVersion) {}

    /**
     * Takes what goes together.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for what does not
     */
    public Placement {
        hubs = List.copyOf(hubs);
        if (policy == Policy.STATIC && hubs.size() != 1) {
            throw invalid("allocationPolicy 'static' needs exactly one hub in iotHubs, not " + hubs.size());
        }
        if ((policy == Policy.CUSTOM) != (webhook != null)) {
            throw invalid("customAllocationDefinition and allocationPolicy 'custom' need each other");
        }
    }

    public Placement withReprovisioning(Reprovisioning value) {
        return new Placement(policy, hubs, webhook, value);
    }

    /** Writes what {@link #read} reads, in the form of the service API. */
    void addTo(ObjectNode document) {
        document.put("allocationPolicy", policy.wireName);
        ArrayNode list = document.putArray("iotHubs");
        hubs.forEach(list::add);
        if (policy == Policy.STATIC) {
            document.put("iotHubHostName", hubs.get(0));
        }
        document.putObject("reprovisionPolicy")
                .put("updateHubAssignment", reprovisioning.updatesHub)
                .put("migrateDeviceData", reprovisioning.migratesData);
        if (webhook != null) {
            document.putObject("customAllocationDefinition")
                    .put("webhookUrl", webhook.url())
                    .put("apiVersion", webhook.apiVersion());
        }
    }

    /**
     * Reads the placement of an enrollment, any part of which may be missing.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for what is none
     */
    static Placement read(ObjectNode document) {
        List<String> hubs = new ArrayList<>();
        document.path("iotHubs").forEach(hub -> hubs.add(hub.asText()));
        String only = document.path("iotHubHostName").textValue();
        String policy = document.path("allocationPolicy").textValue();
        if (only != null && hubs.isEmpty()) {
            hubs.add(only);
        }
        return new Placement(
                policy == null ? (only == null ? Policy.HASHED : Policy.STATIC) : Policy.of(policy),
                hubs,
                webhook(document.path("customAllocationDefinition")),
                Reprovisioning.read(document.path("reprovisionPolicy")));
    }

    private static @Nullable Webhook webhook(JsonNode document) {
        String url = document.path("webhookUrl").textValue();
        return url == null ? null : new Webhook(url, document.path("apiVersion").asText(""));
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why + ".");
    }
}
