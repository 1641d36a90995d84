package io.deckhand.core.guide.identity;

import io.deckhand.testkit.LocalHub;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Trust managers of the JDK that trust a local hub. */
final class Hubs {
    private Hubs() {}

    static TrustManager[] trust(LocalHub hub) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var pem = Files.newInputStream(hub.caCertificate())) {
            trusted.setCertificateEntry(
                    "hub", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        return trust.getTrustManagers();
    }
}
