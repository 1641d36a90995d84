package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.DeviceIds;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An individual enrollment or an enrollment group.
 *
 * @param name the registration id of an individual enrollment, or the name of a group
 * @param deviceId the device id at the hub; null for the registration id
 * @param initialTwin tags and desired properties of a new device, in the format of back ends
 * @param payload the payload of registration results, or null
 * @param placement the choice of the hub
 * @param certificateLifetime the lifetime of certificates issued for signing requests; null issues none
 * @param iotEdge whether devices are IoT Edge devices
 * @param revision set by the registry
 */
public record Enrollment(
        Kind kind,
        String name,
        Attestation attestation,
        boolean enabled,
        @Nullable String deviceId,
        ObjectNode initialTwin,
        @Nullable ObjectNode payload,
        Placement placement,
        @Nullable Duration certificateLifetime,
        boolean iotEdge,
        Revision revision) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9\\-._:]{1,128}");
    private static final Duration MAX_CERTIFICATE_LIFETIME = Duration.ofDays(90);

    /** The kinds of enrollments. */
    public enum Kind {
        INDIVIDUAL,
        GROUP;

        /** {@return its name in lower case} */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * {@return the kind of this name}
         *
         * @throws HubException with {@link HubError#ARGUMENT_INVALID} for an unknown kind
         */
        public static Kind of(String label) {
            for (Kind kind : values()) {
                if (kind.label().equals(label)) {
                    return kind;
                }
            }
            throw invalid("'" + label + "' is not a kind of enrollment. Known: individual, group.");
        }
    }

    /**
     * Checks that the components are valid together.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when they are not
     */
    public Enrollment {
        if (!isName(name)) {
            throw invalid("'" + name + "' is not a " + (kind == Kind.GROUP ? "group name" : "registration id")
                    + ": use 1 to 128 of A-Z, a-z, 0-9 and - . _ :");
        }
        if (deviceId != null) {
            DeviceIds.check(deviceId);
        }
        if (kind == Kind.GROUP && (deviceId != null || attestation instanceof Attestation.Certificates)) {
            throw invalid(
                    "Group '" + name + "' is for many devices: give it neither a device id nor one's certificate.");
        }
        if (kind == Kind.INDIVIDUAL && attestation instanceof Attestation.Authorities) {
            throw invalid("Enrollment '" + name + "' is for one device: give it the device's own certificate.");
        }
        if (certificateLifetime != null
                && (certificateLifetime.toSeconds() < 1
                        || certificateLifetime.compareTo(MAX_CERTIFICATE_LIFETIME) > 0)) {
            throw invalid("The lifetime of certificates is " + certificateLifetime + "; it must be 1 second to "
                    + MAX_CERTIFICATE_LIFETIME.toDays() + " days.");
        }
        initialTwin = initialTwin.deepCopy();
        payload = payload == null ? null : payload.deepCopy();
    }

    /** {@return whether a registration id or group name is valid} */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * {@return its id, which differs from its name because individual enrollments and groups may have the same name}
     */
    public String id() {
        return id(kind, name);
    }

    static String id(Kind kind, String name) {
        return kind.label() + "/" + name;
    }

    /** {@return an enrollment without any of the options} */
    public static Enrollment of(Kind kind, String name, Attestation attestation) {
        return new Enrollment(
                kind,
                name,
                attestation,
                true,
                null,
                Json.object(),
                null,
                Placement.DEFAULT,
                null,
                false,
                Revision.NONE);
    }

    public Enrollment withEnabled(boolean value) {
        return new Enrollment(
                kind,
                name,
                attestation,
                value,
                deviceId,
                initialTwin,
                payload,
                placement,
                certificateLifetime,
                iotEdge,
                revision);
    }

    public Enrollment withPlacement(Placement value) {
        return new Enrollment(
                kind,
                name,
                attestation,
                enabled,
                deviceId,
                initialTwin,
                payload,
                value,
                certificateLifetime,
                iotEdge,
                revision);
    }

    Enrollment withRevision(Revision value) {
        return new Enrollment(
                kind,
                name,
                attestation,
                enabled,
                deviceId,
                initialTwin,
                payload,
                placement,
                certificateLifetime,
                iotEdge,
                value);
    }

    /** {@return the document that {@link #read} reads; it contains keys} */
    public ObjectNode toDocument() {
        ObjectNode document = Json.object()
                .put("kind", kind.label())
                .put("name", name)
                .put("enabled", enabled)
                .put("deviceId", deviceId)
                .put("iotEdge", iotEdge);
        attestation.addTo(document.putObject("attestation"));
        document.set("initialTwin", initialTwin);
        document.set("payload", payload);
        if (certificateLifetime != null) {
            document.put("certificateLifetimeSeconds", certificateLifetime.toSeconds());
        }
        placement.addTo(document);
        revision.addTo(document);
        return document;
    }

    /**
     * Parses an enrollment; all fields but kind and name are optional.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is not valid
     */
    public static Enrollment read(ObjectNode document, HubRandom random) {
        JsonNode lifetime = document.path("certificateLifetimeSeconds");
        return new Enrollment(
                Kind.of(document.path("kind").asText()),
                document.path("name").asText(),
                Attestation.read(document.path("attestation"), random),
                document.path("enabled").asBoolean(true),
                document.path("deviceId").textValue(),
                document.path("initialTwin") instanceof ObjectNode twin ? twin : Json.object(),
                payload(document.path("payload")),
                Placement.read(document),
                lifetime.isNumber() ? Duration.ofSeconds(lifetime.longValue()) : null,
                document.path("iotEdge").asBoolean(false),
                Revision.read(document));
    }

    private static @Nullable ObjectNode payload(JsonNode payload) {
        return payload instanceof ObjectNode object ? object : null;
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why);
    }

    /** Omits keys. */
    @Override
    public String toString() {
        return "Enrollment[" + id() + "]";
    }
}
