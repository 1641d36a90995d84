package io.deckhand.testkit;

import io.deckhand.testkit.internal.dps.Attestation;
import io.deckhand.testkit.internal.dps.DerivedKeys;
import io.deckhand.testkit.internal.dps.Enrollment;
import io.deckhand.testkit.internal.dps.Enrollment.Kind;
import io.deckhand.testkit.internal.dps.EnrollmentRegistry;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import java.util.function.Supplier;

/**
 * An enrollment that is there: who may register, and with what key.
 *
 * <p>Safe for use by several threads. When it was deleted meanwhile, all but {@link #name()} and {@link #isGroup()} throw
 * {@link IllegalArgumentException}.
 *
 * @since 0.1
 */
public final class HubEnrollment {
    private final Supplier<HubCore> core;
    private final Kind kind;
    private final String name;

    HubEnrollment(Supplier<HubCore> core, Kind kind, String name) {
        this.core = core;
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
        return core.get().provisioning().enrollments();
    }
}
