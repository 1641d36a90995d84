package io.deckhand.core.internal.provisioning;

import io.deckhand.core.internal.identity.Proof;
import io.deckhand.core.internal.link.HttpProxy;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where and as whom to register.
 *
 * @param endpoint the host name of the service; may name a port for HTTPS and WebSockets
 */
public record ServiceAddress(String endpoint, String idScope, String registrationId) {
    /** The version of the service's API that this is written for. */
    public static final String API_VERSION = "2019-03-31";

    /** {@return what a SAS token gives access to; the token encodes it as a whole, and so once} */
    String resource() {
        return idScope + "/registrations/" + registrationId;
    }

    /** {@return where the registration is, in a URL} */
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
         * @param patience how long anything may take
         */
        RegistrationChannel open(ServiceAddress address, Proof proof, @Nullable HttpProxy proxy, Duration patience)
                throws Exception;
    }
}
