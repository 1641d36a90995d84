package io.deckhand.testkit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.dps.Attestation;
import io.deckhand.testkit.internal.dps.Enrollment;
import io.deckhand.testkit.internal.dps.Enrollment.Kind;
import io.deckhand.testkit.internal.dps.Placement;
import io.deckhand.testkit.internal.dps.Placement.Policy;
import io.deckhand.testkit.internal.dps.Revision;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An enrollment to be: how devices prove that they may register under it, and what they get. The default is keys of the hub's
 * making and an empty twin.
 *
 * @since 0.1
 */
public final class EnrollmentDefinition {
    private final ProvisioningAccess service;
    private final Kind kind;
    private final String name;
    private final ObjectNode initialTwin = Json.object();
    private @Nullable Attestation attestation;
    private @Nullable String deviceId;
    private @Nullable ObjectNode payload;
    private Placement placement = Placement.DEFAULT;
    private @Nullable Duration certificateLifetime;
    private boolean iotEdge;

    EnrollmentDefinition(ProvisioningAccess service, Kind kind, String name) {
        this.service = service;
        this.kind = kind;
        this.name = name;
    }

    /**
     * Lets devices register with keys of the hub's making.
     *
     * @return this definition
     */
    public EnrollmentDefinition symmetricKey() {
        attestation = null;
        return this;
    }

    /**
     * Lets devices register with keys that exist already.
     *
     * @param primaryKey a key in Base64
     * @param secondaryKey another
     * @return this definition
     * @throws IllegalArgumentException when one is no Base64
     */
    public EnrollmentDefinition symmetricKey(String primaryKey, String secondaryKey) {
        return attestedBy(() -> new Attestation.Keys(SymmetricKeys.checked(primaryKey, secondaryKey)));
    }

    /**
     * Lets the one device register with its certificate, whose common name is the registration id.
     *
     * @param certificate whoever signed it
     * @return this definition
     */
    public EnrollmentDefinition certificate(X509Certificate certificate) {
        return attestedBy(() -> new Attestation.Certificates(List.of(certificate)));
    }

    /**
     * Lets all devices of a group register that have a certificate which leads to an authority. Its common name is their
     * registration id.
     *
     * @param authority the certificate of a root or of an intermediate
     * @return this definition
     * @throws IllegalArgumentException when it is that of no authority
     */
    public EnrollmentDefinition authority(X509Certificate authority) {
        return attestedBy(() -> new Attestation.Authorities(List.of(authority)));
    }

    /**
     * Calls the one device something else than its registration id.
     *
     * @param id as for {@link LocalHub#createDevice(String)}
     * @return this definition
     */
    public EnrollmentDefinition deviceId(String id) {
        deviceId = id;
        return this;
    }

    /**
     * Gives new devices tags.
     *
     * @param json a JSON object
     * @return this definition
     * @throws IllegalArgumentException when it is none
     */
    public EnrollmentDefinition tags(String json) {
        initialTwin.set("tags", object(json));
        return this;
    }

    /**
     * Gives new devices desired properties.
     *
     * @param json a JSON object
     * @return this definition
     * @throws IllegalArgumentException when it is none
     */
    public EnrollmentDefinition desired(String json) {
        initialTwin.putObject("properties").set("desired", object(json));
        return this;
    }

    /**
     * Tells devices something when they have registered.
     *
     * @param json a JSON object
     * @return this definition
     * @throws IllegalArgumentException when it is none
     */
    public EnrollmentDefinition payload(String json) {
        payload = object(json);
        return this;
    }

    /**
     * Makes the devices edge devices.
     *
     * @return this definition
     */
    public EnrollmentDefinition iotEdge() {
        iotEdge = true;
        return this;
    }

    /**
     * Issues certificates to devices that send a signing request (CSR) when they register, and lets them renew these at their
     * hub. Devices that send none connect with what they register with. It is a preview at the real service.
     *
     * @param lifetime how long each certificate is valid, 1 second to 90 days
     * @return this definition
     */
    public EnrollmentDefinition issueCertificates(Duration lifetime) {
        certificateLifetime = lifetime;
        return this;
    }

    /**
     * Assigns all devices to one hub.
     *
     * @param hub any hub in this JVM, which is linked if it was not
     * @return this definition
     */
    public EnrollmentDefinition assignTo(LocalHub hub) {
        return placed(Policy.STATIC, List.of(service.link(hub)), null);
    }

    /**
     * Spreads devices evenly over hubs, by their registration ids. The default, over all hubs that are linked.
     *
     * @param hubs the hubs to choose from, which are linked if they were not
     * @return this definition
     */
    public EnrollmentDefinition spreadOver(LocalHub... hubs) {
        return placed(Policy.HASHED, service.link(hubs), null);
    }

    /**
     * Assigns devices to the hub with the lowest latency, see {@link Enrollments#latency}.
     *
     * @param hubs the hubs to choose from, which are linked if they were not
     * @return this definition
     */
    public EnrollmentDefinition lowestLatency(LocalHub... hubs) {
        return placed(Policy.LOWEST_LATENCY, service.link(hubs), null);
    }

    /**
     * Asks a function for the hub of each device that registers. It runs on a thread of its own, and the device waits for it.
     *
     * @param function chooses one of the hubs; one that throws makes the registration fail
     * @param hubs the hubs to choose from, which are linked if they were not; none means all that are linked
     * @return this definition
     */
    public EnrollmentDefinition allocateBy(Function<AllocationRequest, AllocationChoice> function, LocalHub... hubs) {
        String url = "https://" + kind.label() + ".deckhand.invalid/" + name;
        service.webhook(url, requireNonNull(function, "function"));
        return placed(Policy.CUSTOM, service.link(hubs), url);
    }

    /**
     * Chooses what happens to devices that register again.
     *
     * @param policy the default is {@link Reprovisioning#KEEP_DATA}
     * @return this definition
     */
    public EnrollmentDefinition reprovisioning(Reprovisioning policy) {
        placement = new Placement(placement.policy(), placement.hubs(), placement.webhook(), policy.internal());
        return this;
    }

    /**
     * Lets devices register from now on.
     *
     * @return the enrollment
     * @throws IllegalArgumentException when it is there already, or something does not fit its kind
     */
    public HubEnrollment create() {
        return checked(() -> {
            Attestation proof = attestation == null
                    ? Attestation.newKeys(service.core().settings().random())
                    : attestation;
            var unused = service.registry()
                    .create(new Enrollment(
                            kind,
                            name,
                            proof,
                            true,
                            deviceId,
                            initialTwin,
                            payload,
                            placement,
                            certificateLifetime,
                            iotEdge,
                            Revision.NONE));
            return new HubEnrollment(service, kind, name);
        });
    }

    private EnrollmentDefinition placed(Policy policy, List<String> hubs, @Nullable String url) {
        Placement.Webhook webhook = url == null ? null : new Placement.Webhook(url, "");
        placement = checked(() -> new Placement(policy, hubs, webhook, placement.reprovisioning()));
        return this;
    }

    private EnrollmentDefinition attestedBy(Supplier<Attestation> proof) {
        attestation = checked(proof);
        return this;
    }

    private static ObjectNode object(String json) {
        return checked(() -> Json.parseObject(json));
    }

    static <T> T checked(Supplier<T> request) {
        try {
            return request.get();
        } catch (HubException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
