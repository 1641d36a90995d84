package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.dps.Enrollment.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Chooses the hub of a device by the policy of its enrollment. */
final class Allocation {
    private final LinkedHub own;
    private final ProvisioningSetup setup;

    Allocation(LinkedHub own, ProvisioningSetup setup) {
        this.own = own;
        this.setup = setup;
    }

    /**
     * The chosen hub.
     *
     * @param initialTwin the initial twin in place of the enrollment's, or null
     * @param payload the payload of the registration result in place of the enrollment's, or null
     */
    record Choice(
            LinkedHub hub,
            @Nullable ObjectNode initialTwin,
            @Nullable ObjectNode payload) {}

    /**
     * {@return a linked hub}
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for an unknown hub; its message lists the linked ones
     */
    LinkedHub hub(String hostName) {
        return find(hostName)
                .orElseThrow(() -> refused(
                        "No hub '" + hostName + "' is linked. Known: " + String.join(", ", known().keySet()) + "."));
    }

    Optional<LinkedHub> find(String hostName) {
        return Optional.ofNullable(known().get(hostName));
    }

    /**
     * Chooses a hub; may call a user's function.
     *
     * @throws HubException when no hub can be chosen
     */
    Choice choose(Enrollment enrollment, Applicant applicant, JsonNode payload) {
        Placement placement = enrollment.placement();
        List<LinkedHub> candidates = candidates(placement);
        return switch (placement.policy()) {
            case STATIC -> new Choice(candidates.get(0), null, null);
            case HASHED ->
                new Choice(
                        candidates.get(Math.floorMod(applicant.registrationId().hashCode(), candidates.size())),
                        null,
                        null);
            case LOWEST_LATENCY ->
                new Choice(
                        candidates.stream()
                                .min(Comparator.comparing(hub -> setup.latency(hub.hostName())))
                                .orElseThrow(),
                        null,
                        null);
            case CUSTOM -> ask(enrollment, applicant, payload, candidates);
        };
    }

    private List<LinkedHub> candidates(Placement placement) {
        if (placement.hubs().isEmpty()) {
            return new ArrayList<>(known().values());
        }
        return placement.hubs().stream().map(this::hub).toList();
    }

    private Choice ask(Enrollment enrollment, Applicant applicant, JsonNode payload, List<LinkedHub> candidates) {
        String url = webhook(enrollment).url();
        UnaryOperator<ObjectNode> function = setup.webhook(url)
                .orElseThrow(() -> refused("No function stands for the webhook '" + url
                        + "'. Register one with Enrollments.webhook(url, function)."));
        ObjectNode answer = answer(function, request(enrollment, applicant, payload, candidates));
        String chosen = answer.path("iotHubHostName").asText();
        if (candidates.stream().noneMatch(hub -> hub.hostName().equals(chosen))) {
            throw refused("The webhook '" + url + "' chose the hub '" + chosen + "'. It may choose: "
                    + String.join(
                            ", ", candidates.stream().map(LinkedHub::hostName).toList()) + ".");
        }
        return new Choice(hub(chosen), object(answer.path("initialTwin")), object(answer.path("payload")));
    }

    private static ObjectNode answer(UnaryOperator<ObjectNode> function, ObjectNode request) {
        try {
            return function.apply(request);
        } catch (RuntimeException e) {
            throw refused("The webhook failed: " + e);
        }
    }

    /** The request that the real service sends to a webhook. */
    private static ObjectNode request(
            Enrollment enrollment, Applicant applicant, JsonNode payload, List<LinkedHub> candidates) {
        ObjectNode request = Json.object();
        request.set(
                enrollment.kind() == Kind.GROUP ? "enrollmentGroup" : "individualEnrollment",
                ServiceDocuments.withoutKeys(enrollment));
        ObjectNode context =
                request.putObject("deviceRuntimeContext").put("registrationId", applicant.registrationId());
        if (!payload.isMissingNode()) {
            context.set("payload", payload);
        }
        ArrayNode hubs = request.putArray("linkedHubs");
        candidates.forEach(hub -> hubs.add(hub.hostName()));
        return request;
    }

    private Map<String, LinkedHub> known() {
        Map<String, LinkedHub> known = new TreeMap<>(Map.of(own.hostName(), own));
        setup.links().forEach(hub -> known.putIfAbsent(hub.hostName(), hub));
        return known;
    }

    private static Placement.Webhook webhook(Enrollment enrollment) {
        Placement.Webhook webhook = enrollment.placement().webhook();
        if (webhook == null) {
            throw new IllegalStateException("A custom policy has a webhook.");
        }
        return webhook;
    }

    private static @Nullable ObjectNode object(JsonNode node) {
        return node instanceof ObjectNode object ? object : null;
    }

    private static HubException refused(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why);
    }
}
