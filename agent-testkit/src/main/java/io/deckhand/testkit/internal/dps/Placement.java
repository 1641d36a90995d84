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
 * The allocation and reprovisioning policies of an enrollment.
 *
 * @param hubs the hubs to choose from; empty means all linked hubs
 * @param webhook the webhook of {@link Policy#CUSTOM}, otherwise null
 */
public record Placement(
        Policy policy, List<String> hubs, @Nullable Webhook webhook, Reprovisioning reprovisioning) {

    /** The default of new enrollments. */
    public static final Placement DEFAULT = new Placement(Policy.HASHED, List.of(), null, Reprovisioning.KEEP);

    /** The allocation policies. */
    public enum Policy {
        /** Evenly, by a hash of the registration id. */
        HASHED("hashed"),
        /** The hub with the lowest latency. */
        LOWEST_LATENCY("geoLatency"),
        /** The one hub that is named. */
        STATIC("static"),
        /** By a user's function. */
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

    /** The reprovisioning policies. */
    public enum Reprovisioning {
        /** The device may be assigned to another hub and keeps its twin. */
        KEEP(true, true),
        /** The device may be assigned to another hub, and its twin is always reset. */
        RESET(true, false),
        /** The device stays at its hub and keeps its twin. */
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
     * The webhook that chooses a hub.
     *
     * @param apiVersion the API version of its requests
     */
    public record Webhook(String url, String apiVersion) {}

    /**
     * Checks that the components are valid together.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when they are not
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

    /** Writes the document that {@link #read} reads, in the format of the service API. */
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
     * Parses the placement of an enrollment; all fields are optional.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not valid
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
