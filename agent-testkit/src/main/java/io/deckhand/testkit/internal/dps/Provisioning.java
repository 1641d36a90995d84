package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubSettings;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device provisioning service: all who may register are assigned to this hub.
 *
 * <p>As at the real one, registering is answered with an operation that is under way, and its outcome has to be asked for.
 * Here it is there at once. Outcomes are kept in memory: after a restart a device has to register again.
 */
public final class Provisioning {
    private static final Logger log = LoggerFactory.getLogger(Provisioning.class);
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final int MAX_OUTCOMES = 1_000;

    private final HubSettings settings;
    private final String idScope;
    private final EnrollmentRegistry enrollments;
    private final Admission admission;
    private final Assignment assignment;
    private final Map<String, ObjectNode> outcomes = new LinkedHashMap<>();

    public Provisioning(HubSettings settings, StateStore store, IdentityRegistry registry, DeviceTwins twins) {
        this.settings = settings;
        idScope = IdScope.loadOrCreate(store, settings.random());
        enrollments = new EnrollmentRegistry(store, settings.random());
        admission = new Admission(idScope, enrollments, settings.clock());
        assignment = new Assignment(registry, twins, store, settings.random(), settings.clock());
    }

    public String idScope() {
        return idScope;
    }

    public EnrollmentRegistry enrollments() {
        return enrollments;
    }

    /** Registers somebody. {@return that it is under way, or why it is not} */
    public Reply register(Applicant applicant, String body) {
        return replying(applicant, () -> {
            Enrollment enrollment = admission.admit(applicant);
            JsonNode payload = payload(applicant, body);
            if (!enrollment.enabled()) {
                return disabled(applicant, enrollment);
            }
            String operationId = keep(outcome(enrollment, applicant, modelId(payload)));
            return new Reply(
                    202, Json.object().put("operationId", operationId).put("status", "assigning"), RETRY_AFTER_SECONDS);
        });
    }

    /** {@return what has become of a registration} */
    public Reply status(Applicant applicant, String operationId) {
        return replying(applicant, () -> {
            admission.admit(applicant);
            ObjectNode state = outcome(operationId);
            if (state == null || !state.path("registrationId").asText().equals(applicant.registrationId())) {
                throw ProvisioningRefusal.unknownOperation(operationId);
            }
            return new Reply(200, operation(operationId, state), 0);
        });
    }

    private Reply replying(Applicant applicant, Supplier<Reply> request) {
        try {
            return request.get();
        } catch (ProvisioningRefusal refusal) {
            log.info("{}: registration refused, {}", applicant.registrationId(), refusal.getMessage());
            return refusal.reply(settings.random().id(), settings.clock().instant());
        }
    }

    /** {@return the state of the registration, good or bad} */
    private ObjectNode outcome(Enrollment enrollment, Applicant applicant, @Nullable String modelId) {
        try {
            Registration registration = assignment.assign(enrollment, applicant, modelId);
            log.info("{}: registered as device '{}'", applicant.registrationId(), registration.deviceId());
            ObjectNode state = registration.assigned(settings.hostName());
            if (enrollment.payload() != null) {
                state.set("payload", enrollment.payload());
            }
            return state;
        } catch (HubException e) {
            return ended("failed", applicant, e.error().code(), e.getMessage());
        }
    }

    private Reply disabled(Applicant applicant, Enrollment enrollment) {
        ObjectNode state = ended("disabled", applicant, 401_002, "Enrollment '" + enrollment.name() + "' is disabled.");
        return new Reply(200, operation(keep(state), state), 0);
    }

    private ObjectNode ended(String status, Applicant applicant, int errorCode, @Nullable String why) {
        String now = HubTime.text(settings.clock().instant());
        return Json.object()
                .put("registrationId", applicant.registrationId())
                .put("createdDateTimeUtc", now)
                .put("status", status)
                .put("errorCode", errorCode)
                .put("errorMessage", why)
                .put("lastUpdatedDateTimeUtc", now);
    }

    private static ObjectNode operation(String operationId, ObjectNode state) {
        ObjectNode operation = Json.object()
                .put("operationId", operationId)
                .put("status", state.required("status").asText());
        operation.set("registrationState", state);
        return operation;
    }

    private synchronized String keep(ObjectNode state) {
        if (outcomes.size() == MAX_OUTCOMES) {
            outcomes.remove(outcomes.keySet().iterator().next());
        }
        String operationId = "4." + settings.random().id();
        outcomes.put(operationId, state);
        return operationId;
    }

    private synchronized @Nullable ObjectNode outcome(String operationId) {
        return outcomes.get(operationId);
    }

    /** {@return the device's own words in a request to register} */
    private static JsonNode payload(Applicant applicant, String body) {
        try {
            ObjectNode request = Json.parseObject(body);
            String named = request.path("registrationId").asText(applicant.registrationId());
            if (!named.equals(applicant.registrationId())) {
                throw ProvisioningRefusal.malformed("The body is for '" + named + "'.");
            }
            return request.path("payload");
        } catch (HubException e) {
            throw ProvisioningRefusal.malformed(String.valueOf(e.getMessage()));
        }
    }

    /** The Java SDK sends its payload as a text with JSON in it, the others send the JSON. */
    private static @Nullable String modelId(JsonNode payload) {
        try {
            JsonNode said = payload.isTextual() ? Json.parse(payload.textValue()) : payload;
            return said.path("modelId").textValue();
        } catch (HubException e) {
            return null; // Any other text is the device's own business.
        }
    }
}
