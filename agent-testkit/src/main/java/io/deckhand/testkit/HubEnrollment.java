package io.deckhand.testkit;

import io.deckhand.testkit.internal.dps.Attestation;
import io.deckhand.testkit.internal.dps.DerivedKeys;
import io.deckhand.testkit.internal.dps.Enrollment;
import io.deckhand.testkit.internal.dps.Enrollment.Kind;
import io.deckhand.testkit.internal.dps.EnrollmentRegistry;
import io.deckhand.testkit.internal.dps.Placement;
import io.deckhand.testkit.internal.dps.Placement.Policy;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import java.util.List;

/**
 * An existing enrollment: which devices may register, and with what keys.
 *
 * <p>Safe for use by several threads. After the enrollment was deleted, all methods but {@link #name()} and
 * {@link #isGroup()} throw {@link IllegalArgumentException}.
 *
 * @since 0.1
 */
public final class HubEnrollment {
    private final ProvisioningAccess service;
    private final Kind kind;
    private final String name;

    HubEnrollment(ProvisioningAccess service, Kind kind, String name) {
        this.service = service;
        this.kind = kind;
        this.name = name;
    }

    /** {@return the registration id, or the name of the group} */
    public String name() {
        return name;
    }

    /** {@return whether it is an enrollment group} */
    public boolean isGroup() {
        return kind == Kind.GROUP;
    }

    /**
     * {@return the primary key in Base64: the device's own, or the one that the keys of a group's devices are derived from}
     *
     * @throws IllegalStateException when devices register with certificates
     */
    public String primaryKey() {
        return keys().primary();
    }

    /**
     * {@return the secondary key in Base64, as {@link #primaryKey()}}
     *
     * @throws IllegalStateException when devices register with certificates
     */
    public String secondaryKey() {
        return keys().secondary();
    }

    /**
     * {@return the key in Base64 with which a device of the group registers and connects}
     *
     * @param registrationId the device's registration id
     * @throws IllegalStateException when this is not a group, or devices register with certificates
     */
    public String derivedKey(String registrationId) {
        if (!isGroup()) {
            throw new IllegalStateException("Enrollment '" + name + "' is for one device, which has its primaryKey().");
        }
        return DerivedKeys.of(keys(), registrationId).primary();
    }

    /** Refuses registrations until {@link #enable()}. Registered devices stay. */
    public void disable() {
        EnrollmentDefinition.checked(() -> registry().enable(kind, name, false));
    }

    /** Accepts registrations again. */
    public void enable() {
        EnrollmentDefinition.checked(() -> registry().enable(kind, name, true));
    }

    /**
     * Assigns its devices to another hub from now on: each moves when it next registers, with or without its twin as
     * {@link #reprovisioning} says, and is deleted from its old hub.
     *
     * @param hub any hub in this JVM, which is linked if it was not
     */
    public void assignTo(LocalHub hub) {
        List<String> hubs = List.of(service.link(hub));
        EnrollmentDefinition.checked(() -> registry()
                .place(kind, name, before -> new Placement(Policy.STATIC, hubs, null, before.reprovisioning())));
    }

    /**
     * Sets the reprovisioning policy: what happens when its devices register again.
     *
     * @param policy the policy from now on
     */
    public void reprovisioning(Reprovisioning policy) {
        EnrollmentDefinition.checked(
                () -> registry().place(kind, name, before -> before.withReprovisioning(policy.internal())));
    }

    /** Deletes the enrollment. Registered devices stay. */
    public void delete() {
        EnrollmentDefinition.checked(() -> {
            registry().delete(kind, name);
            return name;
        });
    }

    /** {@return kind and name; never a key} */
    @Override
    public String toString() {
        return "HubEnrollment[" + kind.label() + " " + name + "]";
    }

    private SymmetricKeys keys() {
        Enrollment enrollment = EnrollmentDefinition.checked(() -> registry().get(kind, name));
        if (enrollment.attestation() instanceof Attestation.Keys symmetric) {
            return symmetric.keys();
        }
        throw new IllegalStateException("Enrollment '" + name + "' is by certificate; it has no keys.");
    }

    private EnrollmentRegistry registry() {
        return service.registry();
    }
}
