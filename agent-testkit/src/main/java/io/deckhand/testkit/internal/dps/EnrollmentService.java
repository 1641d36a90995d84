package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.dps.Enrollment.Kind;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The provisioning service API for back ends, with its documents. */
public final class EnrollmentService {
    private static final int MOST_IN_BULK = 10;

    private final EnrollmentRegistry enrollments;
    private final RegistrationLog registrations;
    private final HubRandom random;

    EnrollmentService(EnrollmentRegistry enrollments, RegistrationLog registrations, HubRandom random) {
        this.enrollments = enrollments;
        this.registrations = registrations;
        this.random = random;
    }

    /**
     * Creates or replaces an enrollment.
     *
     * @param ifMatch the etag that the existing one must have, or null
     */
    public ObjectNode put(Kind kind, String name, ObjectNode document, @Nullable String ifMatch) {
        String field = ServiceDocuments.idField(kind);
        String named = document.path(field).asText(name);
        if (!named.equals(name)) {
            throw invalid("The URL names '" + name + "', the body '" + named + "'");
        }
        return put(kind, document.deepCopy().put(field, name), ifMatch);
    }

    private ObjectNode put(Kind kind, ObjectNode document, @Nullable String ifMatch) {
        String name = document.path(ServiceDocuments.idField(kind)).asText();
        Enrollment wanted = ServiceDocuments.read(kind, document, enrollments.find(kind, name), random);
        return withState(enrollments.put(wanted, ifMatch));
    }

    public ObjectNode get(Kind kind, String name) {
        return withState(enrollments.get(kind, name));
    }

    /** {@return the attestation mechanism, including keys} */
    public ObjectNode attestationMechanism(Kind kind, String name) {
        return AttestationDocuments.write(enrollments.get(kind, name).attestation(), true);
    }

    public void delete(Kind kind, String name, @Nullable String ifMatch) {
        enrollments.delete(kind, name, ifMatch);
    }

    /** Executes a bulk operation on individual enrollments. {@return the result with the list of failures} */
    public ObjectNode bulk(ObjectNode operation) {
        JsonNode wanted = operation.path("enrollments");
        if (!wanted.isArray() || wanted.isEmpty() || wanted.size() > MOST_IN_BULK) {
            throw invalid("'enrollments' must be a list of 1 to " + MOST_IN_BULK + " enrollments");
        }
        BulkMode mode = BulkMode.of(operation.path("mode").asText());
        ArrayNode errors = Json.array();
        for (JsonNode one : wanted) {
            try {
                apply(mode, one);
            } catch (HubException e) {
                errors.addObject()
                        .put("registrationId", one.path("registrationId").asText())
                        .put("errorCode", e.error().code())
                        .put("errorStatus", e.getMessage());
            }
        }
        ObjectNode result = Json.object().put("isSuccessful", errors.isEmpty());
        result.set("errors", errors);
        return result;
    }

    private void apply(BulkMode mode, JsonNode one) {
        if (!(one instanceof ObjectNode document)) {
            throw invalid("An enrollment must be a JSON object");
        }
        String name = document.path("registrationId").asText();
        switch (mode) {
            case CREATE ->
                enrollments.create(ServiceDocuments.read(Kind.INDIVIDUAL, document, Optional.empty(), random));
            case UPDATE -> put(Kind.INDIVIDUAL, document, "*");
            case UPDATE_IF_MATCH_ETAG ->
                put(Kind.INDIVIDUAL, document, document.path("etag").asText());
            case DELETE -> enrollments.delete(Kind.INDIVIDUAL, name);
        }
    }

    /** {@return all enrollments of a kind, by name} */
    public NavigableMap<String, ObjectNode> documents(Kind kind) {
        NavigableMap<String, ObjectNode> documents = new TreeMap<>();
        enrollments.list().stream()
                .filter(enrollment -> enrollment.kind() == kind)
                .forEach(enrollment -> documents.put(enrollment.name(), withState(enrollment)));
        return documents;
    }

    /** {@return the registration of a device} */
    public ObjectNode registration(String registrationId) {
        return registrations.get(registrationId).state();
    }

    /** Deletes a registration. The device stays at its hub, and counts as new when it registers again. */
    public void deleteRegistration(String registrationId, @Nullable String ifMatch) {
        registrations.delete(registrationId, ifMatch);
    }

    /** {@return the registrations under a group, by registration id} */
    public NavigableMap<String, ObjectNode> registrationsOf(String group) {
        NavigableMap<String, ObjectNode> documents = new TreeMap<>();
        registrations
                .of(enrollments.get(Kind.GROUP, group).id())
                .forEach(registration -> documents.put(registration.registrationId(), registration.state()));
        return documents;
    }

    private ObjectNode withState(Enrollment enrollment) {
        ObjectNode document = ServiceDocuments.withoutKeys(enrollment);
        if (enrollment.kind() == Kind.INDIVIDUAL) {
            registrations
                    .find(enrollment.name())
                    .ifPresent(registration -> document.set("registrationState", registration.state()));
        }
        return document;
    }

    private enum BulkMode {
        CREATE,
        UPDATE,
        UPDATE_IF_MATCH_ETAG,
        DELETE;

        private static BulkMode of(String name) {
            for (BulkMode mode : values()) {
                if (mode.name().replace("_", "").equalsIgnoreCase(name)) {
                    return mode;
                }
            }
            throw invalid("'mode' is '" + name + "'. Known: create, update, updateIfMatchETag, delete");
        }
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why + ".");
    }
}
