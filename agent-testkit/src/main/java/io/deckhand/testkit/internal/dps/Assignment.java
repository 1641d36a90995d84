package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.dps.Applicant.Proof;
import io.deckhand.testkit.internal.dps.Placement.Reprovisioning;
import io.deckhand.testkit.internal.dps.Registration.Substatus;
import io.deckhand.testkit.internal.identity.Authentication;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import io.deckhand.testkit.internal.identity.Thumbprints;
import io.deckhand.testkit.internal.twin.DeviceTwin;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Creates the device of a registration at its hub, or finds the existing one and moves it to another hub if necessary,
 * and sets the credentials with which it connects.
 */
final class Assignment {
    private final RegistrationLog registrations;
    private final Allocation allocation;
    private final HubRandom random;
    private final Clock clock;

    Assignment(RegistrationLog registrations, Allocation allocation, HubRandom random, Clock clock) {
        this.registrations = registrations;
        this.allocation = allocation;
        this.random = random;
        this.clock = clock;
    }

    /**
     * The registration to assign.
     *
     * @param modelId the Plug and Play model that it announces, or null
     * @param byIssuedCertificate whether it connects with an issued certificate, in place of the credentials of the
     *     registration
     */
    record Wanted(
            Enrollment enrollment,
            Applicant applicant,
            @Nullable String modelId,
            boolean byIssuedCertificate) {

        DeviceSettings settings(DeviceSettings before) {
            DeviceSettings settings = enrollment.iotEdge() ? before.withIotEdge(true) : before;
            if (byIssuedCertificate) {
                return settings.withAuthentication(new Authentication.CaSigned());
            }
            if (enrollment.attestation() instanceof Attestation.Keys symmetric) {
                SymmetricKeys keys = Admission.keys(symmetric, enrollment, applicant.registrationId());
                return settings.withAuthentication(new Authentication.Keys()).withKeys(keys);
            }
            if (enrollment.attestation() instanceof Attestation.Certificates named) {
                return settings.withAuthentication(new Authentication.SelfSigned(named.thumbprints()));
            }
            if (applicant.proof() instanceof Proof.Certificate proof) {
                Thumbprints own =
                        new Thumbprints(Thumbprints.sha256(proof.chain().leaf()), null);
                return settings.withAuthentication(new Authentication.SelfSigned(own));
            }
            throw new IllegalStateException("Who has no certificate is not admitted by its authority.");
        }
    }

    /** {@return whether a registered device stays at its hub, so that no hub needs to be chosen} */
    Optional<LinkedHub> staysAt(Enrollment enrollment, String registrationId) {
        return enrollment.placement().reprovisioning() == Reprovisioning.NEVER
                ? registrations.find(registrationId).map(before -> allocation.hub(before.hub()))
                : Optional.empty();
    }

    /**
     * Assigns a device to a hub.
     *
     * @throws HubException when that fails
     */
    synchronized Registration assign(Wanted wanted, Allocation.Choice choice) {
        Enrollment enrollment = wanted.enrollment();
        String registrationId = wanted.applicant().registrationId();
        Optional<Registration> before = registrations.find(registrationId);
        String deviceId = before.map(Registration::deviceId)
                .orElse(enrollment.deviceId() == null ? registrationId : enrollment.deviceId());
        LinkedHub hub = choice.hub();
        Optional<LinkedHub> left =
                before.filter(one -> !one.hub().equals(hub.hostName())).flatMap(one -> allocation.find(one.hub()));
        Substatus substatus = substatus(enrollment, before, hub);
        ObjectNode initialTwin = choice.initialTwin() == null ? enrollment.initialTwin() : choice.initialTwin();
        boolean created = identify(hub, deviceId, wanted);
        if (substatus == Substatus.DATA_RESET) {
            hub.twins().reset(deviceId, initialTwin);
        } else if (created && left.isPresent() && substatus == Substatus.DATA_MIGRATED) {
            migrate(left.get(), hub, deviceId, initialTwin);
        } else if (!initialTwin.isEmpty() && (created || before.isEmpty())) {
            hub.twins().patch(deviceId, initialTwin, null);
        }
        if (wanted.modelId() != null) {
            hub.twins().announceModel(deviceId, wanted.modelId());
        }
        Registration kept = keep(registrationId, deviceId, enrollment, hub, substatus, before);
        // Last of all: after a crash before this, the device registers again, and all steps are repeated.
        left.ifPresent(old -> leave(old, deviceId));
        return kept;
    }

    private static Substatus substatus(Enrollment enrollment, Optional<Registration> before, LinkedHub hub) {
        if (before.isEmpty()) {
            return Substatus.INITIAL_ASSIGNMENT;
        }
        if (enrollment.placement().reprovisioning() == Reprovisioning.RESET) {
            return Substatus.DATA_RESET;
        }
        return before.get().hub().equals(hub.hostName()) ? before.get().substatus() : Substatus.DATA_MIGRATED;
    }

    /** {@return whether the device is new at the hub} */
    private static boolean identify(LinkedHub hub, String deviceId, Wanted wanted) {
        Optional<DeviceIdentity> known = hub.registry().find(deviceId);
        DeviceSettings settings =
                wanted.settings(known.map(DeviceIdentity::settings).orElseGet(DeviceSettings::defaults));
        if (known.isEmpty()) {
            hub.registry().create(deviceId, settings);
        } else if (!settings.equals(known.get().settings())) {
            hub.registry().update(deviceId, settings, null);
        }
        return known.isEmpty();
    }

    /** Moves the twin; a device that no longer exists at its old hub gets the initial twin. */
    private static void migrate(LinkedHub from, LinkedHub to, String deviceId, ObjectNode initialTwin) {
        if (from.registry().find(deviceId).isPresent()) {
            DeviceTwin twin = from.twins().get(deviceId);
            to.twins().adopt(twin);
        } else {
            to.twins().patch(deviceId, initialTwin, null);
        }
    }

    private static void leave(LinkedHub hub, String deviceId) {
        if (hub.registry().find(deviceId).isPresent()) {
            hub.registry().delete(deviceId, null);
        }
    }

    private Registration keep(
            String registrationId,
            String deviceId,
            Enrollment enrollment,
            LinkedHub hub,
            Substatus substatus,
            Optional<Registration> before) {
        Instant now = clock.instant();
        return registrations.keep(new Registration(
                registrationId,
                deviceId,
                enrollment.id(),
                hub.hostName(),
                substatus,
                before.map(Registration::created).orElse(now),
                now,
                random.etag()));
    }
}
