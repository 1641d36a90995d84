package io.deckhand.testkit.internal.net;

import io.deckhand.testkit.internal.identity.CertificateChain;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The certificates that a client presented in the TLS handshake, for any protocol on the connection. */
public final class ClientCertificates {
    private ClientCertificates() {}

    /** {@return its certificates, if it presented any} */
    public static Optional<CertificateChain> of(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            return Optional.empty();
        }
        try {
            Certificate[] shown = tls.engine().getSession().getPeerCertificates();
            return Optional.of(new CertificateChain(
                    Arrays.stream(shown).map(X509Certificate.class::cast).toList()));
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }
}
