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
 * A builder for an enrollment: how devices authenticate when they register, and what they are given. By default the hub
 * generates symmetric keys, and the initial twin is empty.
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
     * Lets devices register with symmetric keys that the hub generates.
     *
     * @return this definition
     */
    public EnrollmentDefinition symmetricKey() {
        attestation = null;
        return this;
    }

    /**
     * Lets devices register with the given symmetric keys.
     *
     * @param primaryKey a key in Base64
     * @param secondaryKey the second key in Base64
     * @return this definition
     * @throws IllegalArgumentException when a key is not valid Base64
     */
    public EnrollmentDefinition symmetricKey(String primaryKey, String secondaryKey) {
        return attestedBy(() -> new Attestation.Keys(SymmetricKeys.checked(primaryKey, secondaryKey)));
    }

    /**
     * Lets the one device register with its certificate, whose common name is the registration id.
     *
     * @param certificate the certificate, from any issuer
     * @return this definition
     */
    public EnrollmentDefinition certificate(X509Certificate certificate) {
        return attestedBy(() -> new Attestation.Certificates(List.of(certificate)));
    }

    /**
     * Lets devices of a group register with any certificate whose chain ends at this authority. The common name of the
     * certificate is the registration id.
     *
     * @param authority the certificate of a root or of an intermediate
     * @return this definition
     * @throws IllegalArgumentException when it is not a CA certificate
     */
    public EnrollmentDefinition authority(X509Certificate authority) {
        return attestedBy(() -> new Attestation.Authorities(List.of(authority)));
    }

    /**
     * Sets the device id of an individual enrollment; the default is the registration id.
     *
     * @param id as for {@link LocalHub#createDevice(String)}
     * @return this definition
     */
    public EnrollmentDefinition deviceId(String id) {
        deviceId = id;
        return this;
    }

    /**
     * Sets the tags of new devices.
     *
     * @param json a JSON object
     * @return this definition
     * @throws IllegalArgumentException when it is not a JSON object
     */
    public EnrollmentDefinition tags(String json) {
        initialTwin.set("tags", object(json));
        return this;
    }

    /**
     * Sets the desired properties of new devices.
     *
     * @param json a JSON object
     * @return this definition
     * @throws IllegalArgumentException when it is not a JSON object
     */
    public EnrollmentDefinition desired(String json) {
        initialTwin.putObject("properties").set("desired", object(json));
        return this;
    }

    /**
     * Sets the payload that devices receive with the result of their registration.
     *
     * @param json a JSON object
     * @return this definition
     * @throws IllegalArgumentException when it is not a JSON object
     */
    public EnrollmentDefinition payload(String json) {
        payload = object(json);
        return this;
    }

    /**
     * Marks new devices as IoT Edge devices.
     *
     * @return this definition
     */
    public EnrollmentDefinition iotEdge() {
        iotEdge = true;
        return this;
    }

    /**
     * Issues certificates to devices that send a signing request (CSR) when they register, and lets them renew these at
     * their hub. Devices that send no request connect with the credentials they register with. This is a preview
     * feature of the real service.
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
     * @param hub any hub in this JVM, linked if it is not yet
     * @return this definition
     */
    public EnrollmentDefinition assignTo(LocalHub hub) {
        return placed(Policy.STATIC, List.of(service.link(hub)), null);
    }

    /**
     * Distributes devices evenly over hubs, by a hash of their registration ids. This is the default, over all linked
     * hubs.
     *
     * @param hubs the hubs to choose from, linked if they are not yet
     * @return this definition
     */
    public EnrollmentDefinition spreadOver(LocalHub... hubs) {
        return placed(Policy.HASHED, service.link(hubs), null);
    }

    /**
     * Assigns devices to the hub with the lowest latency, see {@link Enrollments#latency}.
     *
     * @param hubs the hubs to choose from, linked if they are not yet
     * @return this definition
     */
    public EnrollmentDefinition lowestLatency(LocalHub... hubs) {
        return placed(Policy.LOWEST_LATENCY, service.link(hubs), null);
    }

    /**
     * Calls a function to choose the hub of each registering device. The function runs on its own thread; the
     * registration waits for it.
     *
     * @param function chooses one of the hubs; an exception fails the registration
     * @param hubs the hubs to choose from, linked if they are not yet; none means all linked hubs
     * @return this definition
     */
    public EnrollmentDefinition allocateBy(Function<AllocationRequest, AllocationChoice> function, LocalHub... hubs) {
        String url = "https://" + kind.label() + ".deckhand.invalid/" + name;
        service.webhook(url, requireNonNull(function, "function"));
        return placed(Policy.CUSTOM, service.link(hubs), url);
    }

    /**
     * Sets the reprovisioning policy: what happens when a device registers again.
     *
     * @param policy the default is {@link Reprovisioning#KEEP_DATA}
     * @return this definition
     */
    public EnrollmentDefinition reprovisioning(Reprovisioning policy) {
        placement = new Placement(placement.policy(), placement.hubs(), placement.webhook(), policy.internal());
        return this;
    }

    /**
     * Creates the enrollment. Devices can register from now on.
     *
     * @return the enrollment
     * @throws IllegalArgumentException when the enrollment exists already, or an option does not apply to its kind
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
