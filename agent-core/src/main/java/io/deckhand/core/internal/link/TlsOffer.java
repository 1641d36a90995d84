package io.deckhand.core.internal.link;

import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** What a device offers in a TLS handshake, in words. */
final class TlsOffer {
    /** The suites that are named: the first are those that a client likes most. */
    private static final int NAMED = 3;

    private TlsOffer() {}

    static String of(SSLContext context) {
        try {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(true); // else it is asked what a server offers
            List<String> suites = List.of(engine.getEnabledCipherSuites());
            int others = suites.size() - NAMED;
            return "This device offers " + String.join(", ", engine.getEnabledProtocols()) + " with "
                    + String.join(", ", suites.subList(0, Math.min(NAMED, suites.size())))
                    + (others > 0 ? " and " + others + " others." : ".");
        } catch (RuntimeException e) { // of a context of the application's own
            return "What this device offers cannot be told: its SSLContext failed (" + e + ").";
        }
    }
}
