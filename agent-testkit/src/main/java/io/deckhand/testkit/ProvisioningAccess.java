package io.deckhand.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.dps.EnrollmentRegistry;
import io.deckhand.testkit.internal.dps.LinkedHub;
import io.deckhand.testkit.internal.dps.ProvisioningSetup;
import io.deckhand.testkit.internal.hub.HubCore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Access to the provisioning service of a hub and to its setup. */
final class ProvisioningAccess {
    private final Supplier<HubCore> core;
    private final ProvisioningSetup setup;

    ProvisioningAccess(Supplier<HubCore> core, ProvisioningSetup setup) {
        this.core = core;
        this.setup = setup;
    }

    HubCore core() {
        return core.get();
    }

    ProvisioningSetup setup() {
        return setup;
    }

    EnrollmentRegistry registry() {
        return core.get().provisioning().enrollments();
    }

    /** Links a hub unless it is this one. {@return its host name} */
    String link(LocalHub hub) {
        if (!hub.hostName().equals(core.get().settings().hostName())) {
            setup.link(new LinkedHub(hub.hostName(), hub::provisioned));
        }
        return hub.hostName();
    }

    List<String> link(LocalHub... hubs) {
        List<String> names = new ArrayList<>();
        for (LocalHub hub : hubs) {
            names.add(link(hub));
        }
        return names;
    }

    /** Adapts a function to a webhook, with which the service exchanges JSON. */
    void webhook(String url, Function<AllocationRequest, AllocationChoice> function) {
        setup.webhook(url, request -> answer(function.apply(read(request))));
    }

    private static AllocationRequest read(ObjectNode request) {
        JsonNode group = request.path("enrollmentGroup");
        JsonNode context = request.required("deviceRuntimeContext");
        List<String> hubs = new ArrayList<>();
        request.required("linkedHubs").forEach(hub -> hubs.add(hub.asText()));
        return new AllocationRequest(
                context.required("registrationId").asText(),
                group.isMissingNode()
                        ? request.at("/individualEnrollment/registrationId").asText()
                        : group.required("enrollmentGroupId").asText(),
                !group.isMissingNode(),
                payload(context.path("payload")),
                hubs);
    }

    /** The Java SDK sends its payload as a text with JSON in it. */
    private static @Nullable String payload(JsonNode payload) {
        if (payload.isMissingNode() || payload.isNull()) {
            return null;
        }
        return payload.isTextual() ? payload.textValue() : Json.text(payload);
    }

    private static ObjectNode answer(AllocationChoice choice) {
        ObjectNode answer = Json.object().put("iotHubHostName", choice.hub());
        if (choice.initialTwin() != null) {
            answer.set("initialTwin", Json.parseObject(choice.initialTwin()));
        }
        if (choice.payload() != null) {
            answer.set("payload", Json.parseObject(choice.payload()));
        }
        return answer;
    }
}
