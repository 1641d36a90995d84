package io.deckhand.core.internal.identity;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS sessions that a context keeps for resumption. A resumed session presents no certificate, so a renewed one
 * would not be presented.
 */
final class TlsSessions {
    private static final Logger log = LoggerFactory.getLogger(TlsSessions.class);

    private TlsSessions() {}

    /** {@return the client certificate of a kept session, which the hub was shown since {@link #forget}, if there is one} */
    static Optional<X509Certificate> presented(SSLContext context) {
        return all(context).stream()
                .map(SSLSession::getLocalCertificates)
                .filter(chain -> chain != null && chain.length > 0 && chain[0] instanceof X509Certificate)
                .map(chain -> (X509Certificate) chain[0])
                .findFirst();
    }

    /** Makes the next handshake of each client a full one; open connections are not affected. */
    static void forget(SSLContext context) {
        all(context).forEach(SSLSession::invalidate);
    }

    private static List<SSLSession> all(SSLContext context) {
        List<SSLSession> kept = new ArrayList<>();
        try {
            SSLSessionContext sessions = context.getClientSessionContext();
            if (sessions == null) {
                return kept; // a context may keep none
            }
            for (byte[] id : Collections.list(sessions.getIds())) {
                SSLSession session = sessions.getSession(id);
                if (session != null) {
                    kept.add(session);
                }
            }
        } catch (RuntimeException e) { // thrown by an application's own context
            log.debug("The TLS sessions of the given SSLContext cannot be read", e);
        }
        return kept;
    }
}
