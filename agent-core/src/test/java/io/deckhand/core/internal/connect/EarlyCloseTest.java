package io.deckhand.core.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.DeviceAgent;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** A server that closes each connection right after the handshake, as a load balancer does whose hub restarts. */
class EarlyCloseTest {
    private static final String HOST = "127.99.7.3";

    @Test
    void noAttemptLeavesAThreadBehind() throws Exception {
        X509Bundle certificate = new CertificateBuilder()
                .subject("CN=" + HOST)
                .addSanIpAddress(HOST)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        AtomicInteger handshakes = new AtomicInteger();
        try (SSLServerSocket server = listen(certificate)) {
            Thread accepting = new Thread(() -> closeEach(server, handshakes), "early-close");
            accepting.start();
            String device = "HostName=" + HOST + ";DeviceId=closed-early;SharedAccessKey=c2VjcmV0";
            try (DeviceAgent agent = Agents.over(Transport.MQTT, AgentBuilder.forConnectionString(device))
                    .sslContext(trusting(certificate))
                    .reconnect((attempt, cause) -> Duration.ofMillis(1))
                    .build()) {
                agent.startAsync();
                await().atMost(Duration.ofSeconds(30)).until(() -> handshakes.get() >= 5);
            }
        }
        await().untilAsserted(() -> assertThat(threadsOf("closed-early")).isEmpty());
    }

    private static SSLServerSocket listen(X509Bundle certificate) throws Exception {
        KeyStore keys = certificate.toKeyStore("changeit".toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        SSLServerSocket server =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getByName(HOST), 8883));
        return server;
    }

    private static SSLContext trusting(X509Bundle certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("server", certificate.getCertificate());
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static void closeEach(SSLServerSocket server, AtomicInteger handshakes) {
        while (!server.isClosed()) {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                socket.startHandshake();
                handshakes.incrementAndGet();
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // The client went first, or the test is over.
            }
        }
    }

    private static List<String> threadsOf(String deviceId) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.contains(deviceId))
                .toList();
    }
}
