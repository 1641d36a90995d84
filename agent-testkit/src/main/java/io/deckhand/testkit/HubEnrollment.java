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
 * An enrollment that is there: who may register, and with what key.
 *
 * <p>Safe for use by several threads. When it was deleted meanwhile, all but {@link #name()} and {@link #isGroup()} throw
 * {@link IllegalArgumentException}.
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

    /** {@return whether any number of devices may register under it} */
    public boolean isGroup() {
        return kind == Kind.GROUP;
    }

    /**
     * {@return the key in Base64 that the one device registers with, or that those of a group are derived from}
     *
     * @throws IllegalStateException when devices register with certificates
     */
    public String primaryKey() {
        return keys().primary();
    }

    /**
     * {@return the other key}
     *
     * @throws IllegalStateException when devices register with certificates
     */
    public String secondaryKey() {
        return keys().secondary();
    }

    /**
     * {@return the key in Base64 that a device of the group registers with, and then connects with}
     *
     * @param registrationId the device's registration id
     * @throws IllegalStateException when this is no group, or devices register with certificates
     */
    public String derivedKey(String registrationId) {
        if (!isGroup()) {
            throw new IllegalStateException("Enrollment '" + name + "' is for one device, which has its primaryKey().");
        }
        return DerivedKeys.of(keys(), registrationId).primary();
    }

    /** Lets nobody register under it until {@link #enable()}. Devices that have registered stay. */
    public void disable() {
        EnrollmentDefinition.checked(() -> registry().enable(kind, name, false));
    }

    /** Lets devices register under it again. */
    public void enable() {
        EnrollmentDefinition.checked(() -> registry().enable(kind, name, true));
    }

    /**
     * Assigns its devices to another hub from now on: each moves when it next registers, with or without its twin as
     * {@link #reprovisioning} says, and its old hub has it no more.
     *
     * @param hub any hub in this JVM, which is linked if it was not
     */
    public void assignTo(LocalHub hub) {
        List<String> hubs = List.of(service.link(hub));
        EnrollmentDefinition.checked(() -> registry()
                .place(kind, name, before -> new Placement(Policy.STATIC, hubs, null, before.reprovisioning())));
    }

    /**
     * Chooses what happens to its devices when they register again.
     *
     * @param policy the policy from now on
     */
    public void reprovisioning(Reprovisioning policy) {
        EnrollmentDefinition.checked(
                () -> registry().place(kind, name, before -> before.withReprovisioning(policy.internal())));
    }

    /** Removes it. Devices that have registered stay. */
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
