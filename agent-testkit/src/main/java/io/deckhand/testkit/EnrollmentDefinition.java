package io.deckhand.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.dps.Attestation;
import io.deckhand.testkit.internal.dps.Enrollment;
import io.deckhand.testkit.internal.dps.Enrollment.Kind;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import io.deckhand.testkit.internal.identity.Thumbprints;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An enrollment to be: how devices prove that they may register under it, and what they get. The default is keys of the hub's
 * making and an empty twin.
 *
 * @since 0.1
 */
public final class EnrollmentDefinition {
    private final Supplier<HubCore> core;
    private final Kind kind;
    private final String name;
    private final ObjectNode initialTwin = Json.object();
    private @Nullable Attestation attestation;
    private @Nullable String deviceId;
    private @Nullable ObjectNode payload;

    EnrollmentDefinition(Supplier<HubCore> core, Kind kind, String name) {
        this.core = core;
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
        return attestedBy(() -> new Attestation.Certificates(new Thumbprints(Thumbprints.sha256(certificate), null)));
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
     * Lets devices register from now on.
     *
     * @return the enrollment
     * @throws IllegalArgumentException when it is there already, or something does not fit its kind
     */
    public HubEnrollment create() {
        return checked(() -> {
            Attestation proof = attestation == null
                    ? Attestation.newKeys(core.get().settings().random())
                    : attestation;
            core.get()
                    .provisioning()
                    .enrollments()
                    .create(new Enrollment(kind, name, proof, true, deviceId, initialTwin, payload));
            return new HubEnrollment(core, kind, name);
        });
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
