package io.deckhand.core;

import static java.util.Objects.requireNonNull;

import io.deckhand.identity.Credential;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a device registers with the device provisioning service, which says what hub it belongs to. Immutable: each method returns a
 * changed one.
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

    private Provisioning(
            String endpoint,
            String idScope,
            String registrationId,
            Credential credential,
            @Nullable Object payload,
            Consumer<Assignment> listener,
            boolean https) {
        this.endpoint = endpoint;
        this.idScope = idScope;
        this.registrationId = registrationId;
        this.credential = credential;
        this.payload = payload;
        this.listener = listener;
        this.https = https;
    }

    /**
     * Names the service, and who registers.
     *
     * @param endpoint the service's host name, {@code global.azure-devices-provisioning.net} for all of Azure; may name a port, which
     *     then holds for the protocol that registers
     * @param idScope the id scope of the provisioning service's instance, as {@code 0ne00AAAAAA}
     * @param registrationId who registers; with a certificate its common name
     * @param credential the key or certificate of the enrollment, which also opens the hub: for one of an enrollment group
     *     {@link Credentials#groupKey}, or better the key that was derived from it
     * @return how to register
     * @throws IllegalArgumentException if one is empty, or the endpoint is a URL
     */
    public static Provisioning of(String endpoint, String idScope, String registrationId, Credential credential) {
        check(endpoint, "endpoint");
        check(idScope, "id scope");
        check(registrationId, "registration id");
        if (endpoint.contains("/")) {
            throw new IllegalArgumentException("The endpoint '" + endpoint
                    + "' is a URL. Give its host name alone, as global.azure-devices-provisioning.net.");
        }
        return new Provisioning(
                endpoint, idScope, registrationId, requireNonNull(credential, "credential"), null, told -> {}, false);
    }

    private static void check(String value, String what) {
        if (requireNonNull(value, what).isBlank() || value.length() > 128) {
            throw new IllegalArgumentException("The " + what + " is '" + value + "'. It has 1 to 128 characters.");
        }
    }

    /**
     * Tells the service something at each registration, as for an allocation policy of the enrollment's own.
     *
     * @param value turned into JSON when the agent is built
     * @return how to register, with it
     */
    public Provisioning payload(Object value) {
        return new Provisioning(
                endpoint, idScope, registrationId, credential, requireNonNull(value, "value"), listener, https);
    }

    /**
     * Hears of each assignment, also of the same hub again, before the agent connects to it.
     *
     * @param told called on a thread of the agent; what it throws is logged, and the agent connects all the same
     * @return how to register, with it
     */
    public Provisioning onAssigned(Consumer<Assignment> told) {
        return new Provisioning(
                endpoint, idScope, registrationId, credential, payload, requireNonNull(told, "told"), https);
    }

    /**
     * Registers over HTTPS. By default over the protocol that reaches the hub, and over HTTPS in place of AMQP.
     *
     * @return how to register, over HTTPS
     */
    public Provisioning overHttps() {
        return new Provisioning(endpoint, idScope, registrationId, credential, payload, listener, true);
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
}
