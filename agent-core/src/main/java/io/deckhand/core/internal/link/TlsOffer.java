package io.deckhand.core.internal.link;

import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** Describes what a device offers in a TLS handshake. */
final class TlsOffer {
    /** How many suites are named; a client lists its preferred ones first. */
    private static final int NAMED = 3;

    private TlsOffer() {}

    static String of(SSLContext context) {
        try {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(true); // otherwise the engine returns the server's defaults
            List<String> suites = List.of(engine.getEnabledCipherSuites());
            int others = suites.size() - NAMED;
            return "This device offers " + String.join(", ", engine.getEnabledProtocols()) + " with "
                    + String.join(", ", suites.subList(0, Math.min(NAMED, suites.size())))
                    + (others > 0 ? " and " + others + " others." : ".");
        } catch (RuntimeException e) { // thrown by an application's own context
            return "What this device offers is unknown: its SSLContext failed (" + e + ").";
        }
    }
}
