package io.deckhand.core.internal.provisioning;

import io.deckhand.core.internal.identity.Proof;
import io.deckhand.core.internal.link.HttpProxy;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The service to register at, and the registration id.
 *
 * @param endpoint the host name of the service; may include a port for HTTPS and WebSockets
 * @param apiVersion the version of the service's API in use
 */
public record ServiceAddress(String endpoint, String idScope, String registrationId, String apiVersion) {
    private static final String API_VERSION = "2019-03-31";

    /** The first version that issues certificates. */
    private static final String ISSUING_API_VERSION = "2025-07-01-preview";

    /** The service with the version of its API that is generally available. */
    public ServiceAddress(String endpoint, String idScope, String registrationId) {
        this(endpoint, idScope, registrationId, API_VERSION);
    }

    /** {@return the same, with a preview of its API, which issues certificates} */
    public ServiceAddress issuing() {
        return new ServiceAddress(endpoint, idScope, registrationId, ISSUING_API_VERSION);
    }

    /** {@return whether this is the preview of its API that issues certificates} */
    public boolean isIssuing() {
        return apiVersion.equals(ISSUING_API_VERSION);
    }

    /** {@return the host name, without a port} */
    public String host() {
        int colon = endpoint.indexOf(':');
        return colon < 0 ? endpoint : endpoint.substring(0, colon);
    }

    /** {@return the resource URI for SAS tokens, not encoded: the token encodes it as a whole} */
    public String resource() {
        return idScope + "/registrations/" + registrationId;
    }

    /** {@return the URL path of the registration} */
    String path() {
        return idScope + "/registrations/" + encoded(registrationId);
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Opens channels of one protocol. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Connects. Blocks.
         *
         * @param patience the timeout for each step
         */
        RegistrationChannel open(ServiceAddress address, Proof proof, @Nullable HttpProxy proxy, Duration patience)
                throws Exception;
    }
}
