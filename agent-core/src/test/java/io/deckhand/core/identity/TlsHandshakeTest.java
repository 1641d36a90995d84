package io.deckhand.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deckhand.AgentHealth;
import io.deckhand.DeviceAgent;
import io.deckhand.FailureCause;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubProtocol;
import io.deckhand.testkit.LocalHub;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS handshakes that cannot succeed have a cause of their own, which says what to change. */
class TlsHandshakeTest {
    private static final int MQTT = 8883;
    private static final int AMQPS = 5671;
    private static final int HTTPS = 443;

    /** It serves none of the ports that the tests use, and gives an address and an identity. */
    private final LocalHub elsewhere = LocalHub.builder()
            .without(HubProtocol.MQTT, HubProtocol.AMQP)
            .httpsPort(0)
            .start();

    private final HubDevice device = elsewhere.createDevice("d1");
    private final String host = elsewhere.hostName();

    @AfterEach
    void closeHub() {
        elsewhere.close();
    }

    private X509Bundle certificate;

    @BeforeEach
    void makeCertificate() throws Exception {
        certificate = new CertificateBuilder()
                .ecp256()
                .subject("CN=hub")
                .addSanIpAddress(host)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    /** Set up before it accepts: a socket is made as its listener was when it began to wait. */
    private SSLServerSocket serverSocket(String version, boolean wantsCertificate) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        SSLServerSocket socket =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
        socket.setEnabledProtocols(new String[] {version});
        socket.setNeedClientAuth(wantsCertificate);
        return socket;
    }

    private SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, certificate.toTrustManagerFactory().getTrustManagers(), null);
        return context;
    }

    private static int port(Transport transport) {
        return transport.isWebSocket() ? HTTPS : transport == Transport.MQTT ? MQTT : AMQPS;
    }

    private AgentHealth failed(Transport transport, SSLContext context) {
        try (DeviceAgent agent =
                Agents.builder(transport, elsewhere, device).sslContext(context).build()) {
            agent.startAsync();
            await().atMost(Agents.SOON).until(() -> agent.health().lastCause().isPresent());
            return agent.health();
        }
    }

    private static void assertHandshakeFailed(AgentHealth health, String... words) {
        assertThat(health.lastFailure().orElse("")).contains(words);
        assertThat(health.lastCause()).contains(FailureCause.TLS_HANDSHAKE_FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "40, handshake_failure, 'ECDHE, or TLS 1.3'",
        "71, insufficient_security, 'ECDHE, or TLS 1.3'",
        "70, protocol_version, 'IoT Hub requires TLS 1.2 or 1.3'",
        "116, certificate_required, 'Credentials.pemFiles(certificate, key)'",
        "48, unknown_ca, 'refused the device''s certificate'",
        "42, bad_certificate, 'refused the device''s certificate'",
        "45, certificate_expired, 'refused the device''s certificate'",
        "46, certificate_unknown, 'refused the device''s certificate'",
        "112, unrecognized_name, 'check the HostName'"
    })
    void anAlertIsNamedWithWhatToDo(int number, String name, String advice) throws Exception {
        try (AlertingServer server = AlertingServer.with(number, host, MQTT)) {
            assertThat(server).isNotNull();
            assertHandshakeFailed(failed(Transport.MQTT, elsewhere.sslContext()), name, advice);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT_WS", "AMQPS", "AMQPS_WS"})
    void anAlertIsNamedOverEveryTransport(Transport transport) throws Exception {
        assumeMayListen(transport);
        try (AlertingServer server = AlertingServer.with(40, host, port(transport))) {
            assertThat(server).isNotNull();
            assertHandshakeFailed(
                    failed(transport, elsewhere.sslContext()),
                    "handshake_failure",
                    "This device offers TLSv1.3, TLSv1.2");
        }
        try (AlertingServer server = AlertingServer.with(42, host, port(transport))) {
            assertThat(server).isNotNull();
            assertHandshakeFailed(
                    failed(transport, elsewhere.sslContext()), "bad_certificate", "refused the device's certificate");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void anAnswerThatIsNotTlsIsNamed(Transport transport) throws Exception {
        byte[] signIn = "HTTP/1.1 302 Found\r\nLocation: http://sign-in/\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (AlertingServer server = AlertingServer.answering(signIn, host, port(transport))) {
            assertThat(server).isNotNull();
            assertHandshakeFailed(failed(transport, elsewhere.sslContext()), "does not speak TLS", "sign-in page");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void whatThisDeviceOffersIsNamed(Transport transport) throws Exception {
        try (SSLServerSocket socket = serverSocket("TLSv1.3", false);
                AlertingServer server = AlertingServer.over(socket, host, port(transport))) {
            assertThat(server).isNotNull();
            SSLContext old = SSLContext.getInstance("TLSv1.2");
            old.init(null, null, null);

            assertHandshakeFailed(failed(transport, old), "protocol_version", "This device offers TLSv1.2 with TLS_");
        }
    }

    /** Only after the handshake, by the client's reckoning, and together with the end of the connection. */
    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aHubThatWantsACertificateOfADeviceWithoutOneIsNamed(Transport transport) throws Exception {
        try (SSLServerSocket socket = serverSocket("TLSv1.3", true);
                AlertingServer server = AlertingServer.over(socket, host, port(transport))) {
            assertThat(server).isNotNull();
            assertHandshakeFailed(failed(transport, trusting()), "alert", "certificate");
        }
    }

    private static void assumeMayListen(Transport transport) {
        try (ServerSocket probe = new ServerSocket(port(transport), 1, InetAddress.getByName("127.9.9.9"))) {
            assertThat(probe.isBound()).isTrue();
        } catch (IOException e) {
            assumeTrue(false, "the device SDK speaks WebSocket on port 443 only, which this user may not bind");
        }
    }
}
