package io.deckhand.testkit.internal.dps;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.dps.Applicant.Proof;
import io.deckhand.testkit.internal.identity.Authentication;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import io.deckhand.testkit.internal.identity.Thumbprints;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the device at the hub that somebody has registered for, or finds it again, and lets it connect with what it
 * registered with.
 */
final class Assignment {
    private final IdentityRegistry registry;
    private final DeviceTwins twins;
    private final StateStore store;
    private final HubRandom random;
    private final Clock clock;
    private final Map<String, Registration> registrations = new TreeMap<>();

    Assignment(IdentityRegistry registry, DeviceTwins twins, StateStore store, HubRandom random, Clock clock) {
        this.registry = registry;
        this.twins = twins;
        this.store = store;
        this.random = random;
        this.clock = clock;
        store.load(Shelf.REGISTRATIONS)
                .forEach((id, document) -> registrations.put(id, Registration.fromDocument(document)));
    }

    /**
     * Assigns a device to this hub.
     *
     * @param modelId the Plug and Play model it says it implements, or null
     * @throws HubException when it cannot be
     */
    synchronized Registration assign(Enrollment enrollment, Applicant applicant, @Nullable String modelId) {
        String registrationId = applicant.registrationId();
        Optional<Registration> before = Optional.ofNullable(registrations.get(registrationId));
        String deviceId = before.map(Registration::deviceId)
                .orElse(enrollment.deviceId() == null ? registrationId : enrollment.deviceId());
        Optional<DeviceIdentity> known = registry.find(deviceId);
        DeviceSettings wanted = settings(
                known.map(DeviceIdentity::settings).orElseGet(DeviceSettings::defaults), enrollment, applicant);
        if (known.isEmpty()) {
            registry.create(deviceId, wanted);
        } else if (!wanted.equals(known.get().settings())) {
            registry.update(deviceId, wanted, null);
        }
        if (!enrollment.initialTwin().isEmpty() && (known.isEmpty() || before.isEmpty())) {
            twins.patch(deviceId, enrollment.initialTwin(), null);
        }
        if (modelId != null) {
            twins.announceModel(deviceId, modelId);
        }
        Instant now = clock.instant();
        // Last of all: after a crash in between, the device registers again, and everything is done again.
        return keep(new Registration(
                registrationId,
                deviceId,
                enrollment.id(),
                before.map(Registration::created).orElse(now),
                now,
                random.etag()));
    }

    private static DeviceSettings settings(DeviceSettings settings, Enrollment enrollment, Applicant applicant) {
        if (enrollment.attestation() instanceof Attestation.Keys symmetric) {
            SymmetricKeys keys = Admission.keys(symmetric, enrollment, applicant.registrationId());
            return settings.withAuthentication(new Authentication.Keys()).withKeys(keys);
        }
        if (enrollment.attestation() instanceof Attestation.Certificates named) {
            return settings.withAuthentication(new Authentication.SelfSigned(named.thumbprints()));
        }
        if (applicant.proof() instanceof Proof.Certificate proof) {
            Thumbprints own = new Thumbprints(Thumbprints.sha256(proof.chain().leaf()), null);
            return settings.withAuthentication(new Authentication.SelfSigned(own));
        }
        throw new IllegalStateException("Who has no certificate is not admitted by its authority.");
    }

    private Registration keep(Registration registration) {
        store.save(Shelf.REGISTRATIONS, registration.registrationId(), registration.toDocument());
        registrations.put(registration.registrationId(), registration);
        return registration;
    }
}
