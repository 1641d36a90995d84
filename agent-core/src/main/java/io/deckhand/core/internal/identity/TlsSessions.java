package io.deckhand.core.internal.identity;

import java.util.Collections;
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

    /** Makes the next handshake of each client a full one; open connections are not affected. */
    static void forget(SSLContext context) {
        try {
            SSLSessionContext sessions = context.getClientSessionContext();
            if (sessions == null) {
                return; // a context may keep none
            }
            for (byte[] id : Collections.list(sessions.getIds())) {
                SSLSession session = sessions.getSession(id);
                if (session != null) {
                    session.invalidate();
                }
            }
        } catch (RuntimeException e) { // thrown by an application's own context
            log.debug("The TLS sessions of the given SSLContext cannot be discarded", e);
        }
    }
}
