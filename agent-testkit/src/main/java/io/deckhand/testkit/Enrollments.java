package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import io.deckhand.testkit.internal.dps.Enrollment.Kind;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.identity.AccessControl;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The enrollments of the hub's device provisioning service, which assigns registering devices to this hub.
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
    private final ProvisioningAccess service;

    Enrollments(ProvisioningAccess service) {
        this.service = service;
    }

    /** {@return the id scope by which devices select this provisioning service} */
    public String idScope() {
        return service.core().provisioning().idScope();
    }

    /**
     * {@return the connection string for clients of the provisioning service API, such as {@code ProvisioningServiceClient}}
     *
     * <p>The provisioning service API has the same address and port as the hub's service API.
     */
    public String serviceConnectionString() {
        HubCore core = service.core();
        String policy = AccessControl.PROVISIONING_OWNER;
        return "HostName=" + core.settings().hostName() + ";SharedAccessKeyName=" + policy + ";SharedAccessKey="
                + core.access().policy(policy).keys().primary();
    }

    /**
     * Starts defining an individual enrollment.
     *
     * @param registrationId 1 to 128 of letters, digits and {@code - . _ :}; also the device id, unless another is given
     * @return its definition; {@link EnrollmentDefinition#create} creates the enrollment
     */
    public EnrollmentDefinition individual(String registrationId) {
        return new EnrollmentDefinition(service, Kind.INDIVIDUAL, requireNonNull(registrationId, "registrationId"));
    }

    /**
     * Starts defining an enrollment group.
     *
     * @param name as for {@link #individual}
     * @return its definition; {@link EnrollmentDefinition#create} creates the enrollment
     */
    public EnrollmentDefinition group(String name) {
        return new EnrollmentDefinition(service, Kind.GROUP, requireNonNull(name, "name"));
    }

    /** {@return all enrollments: groups first, each kind by name} */
    public List<HubEnrollment> list() {
        return service.registry().list().stream()
                .map(enrollment -> new HubEnrollment(service, enrollment.kind(), enrollment.name()))
                .toList();
    }

    /**
     * Links a hub, so that devices can be assigned to it. A link survives restarts of either hub, but not the end of
     * this process.
     *
     * @param hub another hub in this JVM
     */
    public void link(LocalHub hub) {
        var unused = service.link(hub);
    }

    /**
     * Unlinks a hub: no more devices are assigned to it. Its devices stay; when they register again they are assigned
     * to another hub, without their twins. If their enrollment says {@link Reprovisioning#NEVER}, their registration
     * fails.
     *
     * @param hub a linked hub
     */
    public void unlink(LocalHub hub) {
        service.setup().unlink(hub.hostName());
    }

    /**
     * Sets the latency between a hub and all devices, for {@link EnrollmentDefinition#lowestLatency}. The default is
     * zero.
     *
     * @param hub this hub or one that is linked
     * @param latency the latency to assume; nothing is delayed
     */
    public void latency(LocalHub hub, Duration latency) {
        service.setup().latency(service.link(hub), latency);
    }

    /**
     * Calls a function in place of a webhook that an enrollment, created over the service API, names in its
     * {@code customAllocationDefinition}. The hub sends no request to the address.
     *
     * @param url the webhook's URL, exactly as in the enrollment
     * @param function as for {@link EnrollmentDefinition#allocateBy}
     */
    public void webhook(String url, Function<AllocationRequest, AllocationChoice> function) {
        service.webhook(requireNonNull(url, "url"), requireNonNull(function, "function"));
    }

    /**
     * Sets {@code registrationState.connectionProfile} in the results of registrations from now on. Only the text
     * changes: the hub stays a classic one.
     *
     * @param profile such as {@code classic}, or one that a device cannot use; null, the default, omits it
     */
    public void connectionProfile(@Nullable String profile) {
        service.setup().connectionProfile(profile);
    }
}
