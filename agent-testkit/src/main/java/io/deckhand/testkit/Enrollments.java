package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import io.deckhand.testkit.internal.dps.Enrollment.Kind;
import io.deckhand.testkit.internal.hub.HubCore;
import java.util.List;
import java.util.function.Supplier;

/**
 * Who may register with the hub's device provisioning service, which assigns them to this hub.
 *
 * <pre>{@code
 * HubEnrollment line = hub.enrollments().group("line-1").desired("{\"speed\":3}").create();
 * SecurityProvider key = new SecurityProviderSymmetricKey(line.derivedKey("fan-7").getBytes(UTF_8), "fan-7");
 * ProvisioningDeviceClient.create(hub.hostName(), hub.enrollments().idScope(), HTTPS, key).registerDeviceSync();
 * hub.device("fan-7").awaitConnected(...);
 * }</pre>
 *
 * <p>Safe for use by several threads.
 *
 * @since 0.1
 */
public final class Enrollments {
    private final Supplier<HubCore> core;

    Enrollments(Supplier<HubCore> core) {
        this.core = core;
    }

    /** {@return the id scope, which devices name to mean this provisioning service} */
    public String idScope() {
        return core.get().provisioning().idScope();
    }

    /**
     * Begins an enrollment for one device.
     *
     * @param registrationId 1 to 128 of letters, digits and {@code - . _ :}; also the device id, unless another is given
     * @return its definition, which nothing comes of before {@link EnrollmentDefinition#create}
     */
    public EnrollmentDefinition individual(String registrationId) {
        return new EnrollmentDefinition(core, Kind.INDIVIDUAL, requireNonNull(registrationId, "registrationId"));
    }

    /**
     * Begins an enrollment for any number of devices.
     *
     * @param name as for {@link #individual}
     * @return its definition, which nothing comes of before {@link EnrollmentDefinition#create}
     */
    public EnrollmentDefinition group(String name) {
        return new EnrollmentDefinition(core, Kind.GROUP, requireNonNull(name, "name"));
    }

    /** {@return all enrollments: groups first, each kind by name} */
    public List<HubEnrollment> list() {
        return core.get().provisioning().enrollments().list().stream()
                .map(enrollment -> new HubEnrollment(core, enrollment.kind(), enrollment.name()))
                .toList();
    }
}
