package io.deckhand.testkit.internal.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.dps.Enrollment;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * The enrollments of a seed file: individual ones with an {@code id}, groups with a {@code group}. Allocation and
 * reprovisioning have the format of the service API.
 */
final class SeedEnrollments {
    private static final List<String> AS_IN_THE_SERVICE_API =
            List.of("allocationPolicy", "iotHubs", "reprovisionPolicy", "customAllocationDefinition");

    static final Set<String> KNOWN = Set.of(
            "id",
            "group",
            "deviceId",
            "status",
            "primaryKey",
            "secondaryKey",
            "certificates",
            "authorities",
            "tags",
            "desired",
            "payload",
            "iotEdge",
            "certificateLifetimeSeconds",
            "allocationPolicy",
            "iotHubs",
            "reprovisionPolicy",
            "customAllocationDefinition");

    private SeedEnrollments() {}

    /** Resolves a certificate, which may be given by its file name. */
    interface PemSource {
        String pem(String text) throws IOException;
    }

    /** {@return the document that {@link Enrollment#read} reads} */
    static ObjectNode read(SeedEntry entry, PemSource files) throws IOException {
        boolean group = entry.has("group");
        if (group == entry.has("id")) {
            entry.wrong("needs either id, for one device, or group");
        }
        ObjectNode document = Json.object()
                .put("kind", (group ? Enrollment.Kind.GROUP : Enrollment.Kind.INDIVIDUAL).label())
                .put("name", group ? entry.required("group") : entry.required("id"))
                .put("enabled", SeedIdentities.isEnabled(entry))
                .put("deviceId", entry.text("deviceId"))
                .put("iotEdge", entry.flag("iotEdge", false));
        addAttestation(document.putObject("attestation"), entry, files);
        ObjectNode twin = document.putObject("initialTwin");
        twin.set("tags", entry.properties("tags"));
        twin.putObject("properties").set("desired", entry.properties("desired"));
        if (entry.has("payload")) {
            document.set("payload", entry.properties("payload"));
        }
        entry.copy("certificateLifetimeSeconds", document);
        AS_IN_THE_SERVICE_API.forEach(name -> entry.copy(name, document));
        return document;
    }

    private static void addAttestation(ObjectNode attestation, SeedEntry entry, PemSource files) throws IOException {
        for (String kind : List.of("certificates", "authorities")) {
            if (entry.has(kind)) {
                ArrayNode list = attestation.putArray(kind);
                for (JsonNode certificate : entry.list(kind)) {
                    list.add(files.pem(certificate.asText()));
                }
            }
        }
        SymmetricKeys keys = SeedIdentities.keys(entry);
        if (keys != null) {
            attestation
                    .putObject("symmetricKey")
                    .put("primaryKey", keys.primary())
                    .put("secondaryKey", keys.secondary());
        }
    }

    /** {@return the entry that {@link #read} reads} */
    static ObjectNode write(Enrollment enrollment) {
        ObjectNode all = enrollment.toDocument();
        ObjectNode document =
                Json.object().put(enrollment.kind() == Enrollment.Kind.GROUP ? "group" : "id", enrollment.name());
        if (!enrollment.enabled()) {
            document.put("status", "disabled");
        }
        if (enrollment.iotEdge()) {
            document.put("iotEdge", true);
        }
        add(document, "deviceId", all.path("deviceId"));
        add(document, "primaryKey", all.at("/attestation/symmetricKey/primaryKey"));
        add(document, "secondaryKey", all.at("/attestation/symmetricKey/secondaryKey"));
        add(document, "certificates", all.at("/attestation/certificates"));
        add(document, "authorities", all.at("/attestation/authorities"));
        add(document, "tags", all.at("/initialTwin/tags"));
        add(document, "desired", all.at("/initialTwin/properties/desired"));
        add(document, "payload", all.path("payload"));
        add(document, "certificateLifetimeSeconds", all.path("certificateLifetimeSeconds"));
        AS_IN_THE_SERVICE_API.forEach(name -> add(document, name, all.path(name)));
        return document;
    }

    private static void add(ObjectNode document, String name, JsonNode value) {
        boolean nothing = value.isMissingNode() || value.isNull() || (value.isContainerNode() && value.isEmpty());
        if (!nothing) {
            document.set(name, value);
        }
    }
}
