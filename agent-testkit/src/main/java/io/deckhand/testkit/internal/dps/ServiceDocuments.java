package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.dps.Enrollment.Kind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Enrollments in the format of the service API. */
final class ServiceDocuments {
    private ServiceDocuments() {}

    /** {@return the document of an enrollment, without its keys, which have a request of their own} */
    static ObjectNode withoutKeys(Enrollment enrollment) {
        ObjectNode document = Json.object()
                .put(idField(enrollment.kind()), enrollment.name())
                .put("provisioningStatus", enrollment.enabled() ? "enabled" : "disabled");
        if (enrollment.deviceId() != null) {
            document.put("deviceId", enrollment.deviceId());
        }
        document.set("attestation", AttestationDocuments.write(enrollment.attestation(), false));
        if (!enrollment.initialTwin().isEmpty()) {
            document.set("initialTwin", enrollment.initialTwin());
        }
        document.putObject("capabilities").put("iotEdge", enrollment.iotEdge());
        enrollment.placement().addTo(document);
        enrollment.revision().addTo(document);
        return document;
    }

    /**
     * Parses a back end's enrollment.
     *
     * @param before the enrollment to replace; fields that back ends do not see are kept
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not valid
     */
    static Enrollment read(Kind kind, ObjectNode document, Optional<Enrollment> before, HubRandom random) {
        return new Enrollment(
                kind,
                document.path(idField(kind)).asText(),
                AttestationDocuments.read(document.path("attestation"), before.map(Enrollment::attestation), random),
                enabled(document.path("provisioningStatus").asText("enabled")),
                kind == Kind.GROUP ? null : document.path("deviceId").textValue(),
                initialTwin(document.path("initialTwin")),
                before.map(Enrollment::payload).orElse(null),
                Placement.read(document),
                before.map(Enrollment::certificateLifetime).orElse(null),
                document.path("capabilities").path("iotEdge").asBoolean(false),
                Revision.NONE);
    }

    static String idField(Kind kind) {
        return kind == Kind.GROUP ? "enrollmentGroupId" : "registrationId";
    }

    private static boolean enabled(String status) {
        return switch (status) {
            case "enabled" -> true;
            case "disabled" -> false;
            default ->
                throw new HubException(
                        HubError.ARGUMENT_INVALID,
                        "provisioningStatus must be 'enabled' or 'disabled', not '" + status + "'.");
        };
    }

    private static ObjectNode initialTwin(@Nullable JsonNode twin) {
        return twin instanceof ObjectNode object ? object : Json.object();
    }
}
