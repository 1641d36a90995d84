package io.deckhand.core;

import static java.util.Objects.requireNonNull;

import io.deckhand.core.internal.issued.IssuanceWish;
import io.deckhand.identity.Credential;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a device registers with the device provisioning service, which assigns it to a hub. Immutable: each method
 * returns a changed copy.
 *
 * <pre>{@code
 * AgentBuilder.forProvisioning(Provisioning.of("global.azure-devices-provisioning.net", "0ne00AAAAAA", "fan-7",
 *                 Credentials.sharedAccessKey(key))
 *         .payload(Map.of("line", 3)))
 * }</pre>
 *
 * @since 0.1
 */
public final class Provisioning {
    private final String endpoint;
    private final String idScope;
    private final String registrationId;
    private final Credential credential;
    private final @Nullable Object payload;
    private final Consumer<Assignment> listener;
    private final boolean https;
    private final Optional<IssuanceWish> issuance;

    private Provisioning(
            String endpoint,
            String idScope,
            String registrationId,
            Credential credential,
            @Nullable Object payload,
            Consumer<Assignment> listener,
            boolean https,
            Optional<IssuanceWish> issuance) {
        this.endpoint = endpoint;
        this.idScope = idScope;
        this.registrationId = registrationId;
        this.credential = credential;
        this.payload = payload;
        this.listener = listener;
        this.https = https;
        this.issuance = issuance;
    }

    /**
     * Names the service and the device that registers.
     *
     * @param endpoint the service's host name, {@code global.azure-devices-provisioning.net} for all of Azure; may
     *     include a port, which then applies to the protocol used for registration
     * @param idScope the id scope of the provisioning service instance, such as {@code 0ne00AAAAAA}
     * @param registrationId the device's registration id; with a certificate, its common name
     * @param credential the key or certificate of the enrollment, which is also valid at the hub; for an enrollment
     *     group, {@link Credentials#groupKey}, or preferably the key derived from it
     * @return how to register
     * @throws IllegalArgumentException if one is empty, or the endpoint is a URL
     */
    public static Provisioning of(String endpoint, String idScope, String registrationId, Credential credential) {
        check(endpoint, "endpoint");
        check(idScope, "id scope");
        check(registrationId, "registration id");
        if (endpoint.contains("/")) {
            throw new IllegalArgumentException("The endpoint '" + endpoint
                    + "' is a URL. Give its host name only, such as global.azure-devices-provisioning.net.");
        }
        return new Provisioning(
                endpoint,
                idScope,
                registrationId,
                requireNonNull(credential, "credential"),
                null,
                told -> {},
                false,
                Optional.empty());
    }

    private static void check(String value, String what) {
        if (requireNonNull(value, what).isBlank() || value.length() > 128) {
            throw new IllegalArgumentException("The " + what + " is '" + value + "'. It has 1 to 128 characters.");
        }
    }

    /**
     * Sends a payload with each registration, for instance for a custom allocation policy.
     *
     * @param value turned into JSON when the agent is built
     * @return how to register, with it
     */
    public Provisioning payload(Object value) {
        return new Provisioning(
                endpoint,
                idScope,
                registrationId,
                credential,
                requireNonNull(value, "value"),
                listener,
                https,
                issuance);
    }

    /**
     * Sets a listener for assignments. It is called for each assignment, even to the same hub again, before the agent
     * connects to that hub; after a restart also for the assignment that {@link AgentBuilder#storeIn} has kept.
     *
     * @param told called on a thread of the agent; if it throws, the exception is logged and the agent connects
     *     nevertheless
     * @return how to register, with it
     */
    public Provisioning onAssigned(Consumer<Assignment> told) {
        return new Provisioning(
                endpoint, idScope, registrationId, credential, payload, requireNonNull(told, "told"), https, issuance);
    }

    /**
     * Registers over HTTPS, port 443. By default the agent registers over the protocol that it uses for the hub, and
     * over HTTPS in place of AMQP over WebSocket, through a proxy, and for issued certificates in place of AMQP.
     *
     * @return how to register, over HTTPS
     */
    public Provisioning overHttps() {
        return new Provisioning(endpoint, idScope, registrationId, credential, payload, listener, true, issuance);
    }

    /**
     * Has the service issue a certificate to the device, with which it connects to its hub; the credential is then shown
     * to the service only. <b>Preview</b>: it may change in any release.
     *
     * @param wanted the kind of its key, and when to renew it
     * @return how to register, with it
     */
    public Provisioning requestCertificate(IssuedCertificate wanted) {
        return new Provisioning(
                endpoint,
                idScope,
                registrationId,
                credential,
                payload,
                listener,
                https,
                Optional.of(requireNonNull(wanted, "wanted").wish()));
    }

    String endpoint() {
        return endpoint;
    }

    String idScope() {
        return idScope;
    }

    String registrationId() {
        return registrationId;
    }

    Credential credential() {
        return credential;
    }

    @Nullable
    Object payload() {
        return payload;
    }

    Consumer<Assignment> listener() {
        return listener;
    }

    boolean isOverHttps() {
        return https;
    }

    Optional<IssuanceWish> issuance() {
        return issuance;
    }
}
