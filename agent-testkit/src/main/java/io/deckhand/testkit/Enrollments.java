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
    private final ProvisioningAccess service;

    Enrollments(ProvisioningAccess service) {
        this.service = service;
    }

    /** {@return the id scope, which devices name to mean this provisioning service} */
    public String idScope() {
        return service.core().provisioning().idScope();
    }

    /**
     * {@return what clients of the service API manage enrollments with, such as {@code ProvisioningServiceClient}}
     *
     * <p>The service API is served where the hub's own is.
     */
    public String serviceConnectionString() {
        HubCore core = service.core();
        String policy = AccessControl.PROVISIONING_OWNER;
        return "HostName=" + core.settings().hostName() + ";SharedAccessKeyName=" + policy + ";SharedAccessKey="
                + core.access().policy(policy).keys().primary();
    }

    /**
     * Begins an enrollment for one device.
     *
     * @param registrationId 1 to 128 of letters, digits and {@code - . _ :}; also the device id, unless another is given
     * @return its definition, which nothing comes of before {@link EnrollmentDefinition#create}
     */
    public EnrollmentDefinition individual(String registrationId) {
        return new EnrollmentDefinition(service, Kind.INDIVIDUAL, requireNonNull(registrationId, "registrationId"));
    }

    /**
     * Begins an enrollment for any number of devices.
     *
     * @param name as for {@link #individual}
     * @return its definition, which nothing comes of before {@link EnrollmentDefinition#create}
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
     * Links a hub, so that devices can be assigned to it. A link outlives a restart of either hub, not this process.
     *
     * @param hub another hub in this JVM
     */
    public void link(LocalHub hub) {
        var unused = service.link(hub);
    }

    /**
     * Assigns no more devices to a hub. Those it has stay; when they register again they get another hub, without the twin
     * they had, unless their enrollment says {@link Reprovisioning#NEVER}: then their registration fails.
     *
     * @param hub a hub that was linked
     */
    public void unlink(LocalHub hub) {
        service.setup().unlink(hub.hostName());
    }

    /**
     * Says how far a hub is from all devices, for {@link EnrollmentDefinition#lowestLatency}. The default is zero.
     *
     * @param hub this hub or one that is linked
     * @param latency a time that nothing waits for
     */
    public void latency(LocalHub hub, Duration latency) {
        service.setup().latency(service.link(hub), latency);
    }

    /**
     * Lets a function stand for a webhook, where an enrollment that came over the service API names one in its
     * {@code customAllocationDefinition}. The hub sends nothing to the address itself.
     *
     * @param url the address, as the enrollment writes it
     * @param function as for {@link EnrollmentDefinition#allocateBy}
     */
    public void webhook(String url, Function<AllocationRequest, AllocationChoice> function) {
        service.webhook(requireNonNull(url, "url"), requireNonNull(function, "function"));
    }

    /**
     * Tells devices that register from now on which kind of hub they get, in {@code registrationState.connectionProfile}. Only
     * the text changes: the hub stays a classic one.
     *
     * @param profile such as {@code classic}, or one that a device cannot use; null, the default, says nothing
     */
    public void connectionProfile(@Nullable String profile) {
        service.setup().connectionProfile(profile);
    }
}
