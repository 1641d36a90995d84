package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubSettings;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.dps.Placement.Policy;
import io.deckhand.testkit.internal.issuance.CertificateRequest;
import io.deckhand.testkit.internal.journal.ConnectionJournal;
import io.deckhand.testkit.internal.store.StateStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device provisioning service: assigns registering devices to this hub or to a linked one.
 *
 * <p>As at the real service, a registration is answered with the id of an operation, whose outcome the device queries.
 */
public final class Provisioning {
    private static final Logger log = LoggerFactory.getLogger(Provisioning.class);
    private static final int RETRY_AFTER_SECONDS = 1;

    private final HubSettings settings;
    private final ProvisioningSetup setup;
    private final Executor webhookThreads;
    private final ConnectionJournal journal;
    private final String idScope;
    private final EnrollmentRegistry enrollments;
    private final RegistrationLog registrations;
    private final Admission admission;
    private final Allocation allocation;
    private final Assignment assignment;
    private final Outcomes outcomes;

    /**
     * @param own the hub of the service
     * @param webhookThreads the threads for users' functions that choose hubs
     */
    public Provisioning(
            HubSettings settings,
            StateStore store,
            ProvisioningSetup setup,
            LinkedHub own,
            Executor webhookThreads,
            ConnectionJournal journal) {
        this.settings = settings;
        this.setup = setup;
        this.webhookThreads = webhookThreads;
        this.journal = journal;
        idScope = IdScope.loadOrCreate(store, settings.random());
        enrollments = new EnrollmentRegistry(store, settings.random(), settings.clock());
        registrations = new RegistrationLog(store, settings.hostName());
        admission = new Admission(idScope, enrollments, settings.clock());
        allocation = new Allocation(own, setup);
        assignment = new Assignment(registrations, allocation, settings.random(), settings.clock());
        outcomes = new Outcomes(settings.random());
    }

    public String idScope() {
        return idScope;
    }

    public EnrollmentRegistry enrollments() {
        return enrollments;
    }

    /** {@return the service API for back ends} */
    public EnrollmentService service() {
        return new EnrollmentService(enrollments, registrations, settings.random());
    }

    /** Starts a registration. {@return the operation, or a refusal} */
    public Reply register(Applicant applicant, String body) {
        return replying(applicant, () -> {
            Enrollment enrollment = admission.admit(applicant);
            RegistrationRequest request = RegistrationRequest.parse(applicant, body);
            if (!enrollment.enabled()) {
                return disabled(applicant, enrollment);
            }
            CompletableFuture<ObjectNode> outcome = enrollment.placement().policy() == Policy.CUSTOM
                    ? CompletableFuture.supplyAsync(() -> outcome(enrollment, applicant, request), webhookThreads)
                    : CompletableFuture.completedFuture(outcome(enrollment, applicant, request));
            return underWay(outcomes.keep(applicant.registrationId(), outcome));
        });
    }

    /** {@return the state of a registration} */
    public Reply status(Applicant applicant, String operationId) {
        return replying(applicant, () -> {
            var unused = admission.admit(applicant);
            Outcomes.Outcome outcome = outcomes.find(operationId);
            if (outcome == null || !outcome.registrationId().equals(applicant.registrationId())) {
                throw ProvisioningRefusal.unknownOperation(operationId);
            }
            return outcome.state().isDone()
                    ? new Reply(200, operation(operationId, outcome.state().join()), 0)
                    : underWay(operationId);
        });
    }

    private Reply replying(Applicant applicant, Supplier<Reply> request) {
        try {
            return request.get();
        } catch (ProvisioningRefusal refusal) {
            refused(applicant, String.valueOf(refusal.getMessage()));
            return refusal.reply(settings.random().id(), settings.clock().instant());
        }
    }

    private static Reply underWay(String operationId) {
        ObjectNode body = Json.object().put("operationId", operationId).put("status", "assigning");
        return new Reply(202, body, RETRY_AFTER_SECONDS);
    }

    /** {@return the state of the registration, successful or not} */
    private ObjectNode outcome(Enrollment enrollment, Applicant applicant, RegistrationRequest request) {
        try {
            return assigned(enrollment, applicant, request);
        } catch (HubException e) {
            refused(applicant, String.valueOf(e.getMessage()));
            return ended("failed", applicant, e.error().code(), e.getMessage());
        } catch (RuntimeException e) {
            log.error("{}: a registration failed in the service", applicant.registrationId(), e);
            return ended("failed", applicant, 500_001, "The local service failed; its log says why.");
        }
    }

    private ObjectNode assigned(Enrollment enrollment, Applicant applicant, RegistrationRequest request) {
        Duration lifetime = enrollment.certificateLifetime();
        String csr = lifetime == null ? null : request.csr();
        CertificateRequest wanted = csr == null
                ? null
                : CertificateRequest.parse(Base64.getDecoder().decode(csr), applicant.registrationId());
        Allocation.Choice choice = assignment
                .staysAt(enrollment, applicant.registrationId())
                .map(hub -> new Allocation.Choice(hub, null, null))
                .orElseGet(() -> allocation.choose(enrollment, applicant, request.payload()));
        Registration registration = assignment.assign(
                new Assignment.Wanted(enrollment, applicant, request.modelId(), wanted != null), choice);
        log.info(
                "{}: registered as device '{}' at {}",
                applicant.registrationId(),
                registration.deviceId(),
                registration.hub());
        ObjectNode state = registration.state();
        if (wanted != null && lifetime != null) {
            state.set(
                    "issuedCertificateChain",
                    choice.hub().issuance().issueNow(registration.deviceId(), wanted, lifetime));
        }
        ObjectNode payload = choice.payload() == null ? enrollment.payload() : choice.payload();
        if (payload != null) {
            state.set("payload", payload);
        }
        if (setup.connectionProfile() != null) {
            state.put("connectionProfile", setup.connectionProfile());
        }
        return state;
    }

    private void refused(Applicant applicant, String why) {
        journal.refused("provisioning", applicant.registrationId(), why);
    }

    private Reply disabled(Applicant applicant, Enrollment enrollment) {
        refused(applicant, "Enrollment '" + enrollment.name() + "' is disabled.");
        ObjectNode state = ended("disabled", applicant, 401_002, "Enrollment '" + enrollment.name() + "' is disabled.");
        String operationId = outcomes.keep(applicant.registrationId(), CompletableFuture.completedFuture(state));
        return new Reply(200, operation(operationId, state), 0);
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
}
