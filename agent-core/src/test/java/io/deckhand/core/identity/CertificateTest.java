package io.deckhand.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.AgentHealth;
import io.deckhand.ConnectionState;
import io.deckhand.DeviceAgent;
import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.core.Credentials;
import io.deckhand.core.LogTap;
import io.deckhand.identity.CertificateCredential;
import io.deckhand.identity.Credential;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Devices with a certificate: what connects, what is refused and what is said about it, and how one is renewed. */
@LocalHubTest
class CertificateTest {
    static {
        LogTap.listen();
    }

    private final LocalHub hub;

    @TempDir
    private Path directory;

    CertificateTest(LocalHub hub) {
        this.hub = hub;
    }

    private Path certificate(String name) {
        return directory.resolve(name + ".pem");
    }

    private Path key(String name) {
        return directory.resolve(name + ".key");
    }

    private CertificateCredential written(String name, X509Bundle bundle) throws Exception {
        CertificateAuthority.write(bundle, certificate(name), key(name));
        return Credentials.pemFiles(certificate(name), key(name));
    }

    private AgentBuilder builder(Transport transport, String id, Credential credential) {
        return Agents.over(
                transport,
                AgentBuilder.forDevice(hub.hostName(), id, credential)
                        .trustedCertificates(hub.caCertificate())
                        .credentialCheck(Duration.ofSeconds(1))
                        .operationTimeout(Agents.SOON)
                        .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(20), Duration.ofMillis(200))));
    }

    private static void use(AgentBuilder builder, HubDevice device) {
        try (DeviceAgent agent = builder.build()) {
            agent.start(Agents.SOON);
            agent.send("hello");
            assertThat(device.awaitTelemetry(any -> true, Agents.SOON).text()).isEqualTo("hello");
            agent.report("speed", 1);
            assertThat(device.reported()).contains("\"speed\":1");
        }
    }

    /** Lets an agent try until it has failed, and says as what. */
    private AgentHealth failed(AgentBuilder builder) {
        try (DeviceAgent agent = builder.build()) {
            agent.startAsync();
            await().atMost(Agents.SOON).until(() -> agent.health().lastCause().isPresent());
            return agent.health();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "MQTT_WS", "AMQPS"})
    void aDeviceConnectsWithACertificateInPemFiles(Transport transport) throws Exception {
        X509Bundle own = CertificateAuthority.selfSigned("pem-" + transport);
        HubDevice device = hub.createDevice("pem-" + transport, own.getCertificate());

        use(builder(transport, "pem-" + transport, written("pem", own)), device);
    }

    @Test
    void aDeviceConnectsWithAPkcs12File() throws Exception {
        X509Bundle own = CertificateAuthority.selfSigned("p12");
        HubDevice device = hub.createDevice("p12", own.getCertificate());
        char[] password = "secret".toCharArray();
        KeyStore store = own.toKeyStore(password);
        Path file = directory.resolve("device.p12");
        try (var out = Files.newOutputStream(file)) {
            store.store(out, password);
        }

        use(builder(Transport.MQTT, "p12", Credentials.pkcs12(file, password)), device);
    }

    @Test
    void aDeviceConnectsWithTheContextOrTheKeyManagerOfItsApplication() throws Exception {
        X509Bundle own = CertificateAuthority.selfSigned("given");
        HubDevice device = hub.createDevice("given", own.getCertificate());
        X509ExtendedKeyManager manager =
                (X509ExtendedKeyManager) own.toKeyManagerFactory().getKeyManagers()[0];
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new X509ExtendedKeyManager[] {manager}, Trust.of(hub), null);

        AgentBuilder builder =
                AgentBuilder.forConnectionString(device.connectionString()).sslContext(context);
        use(Agents.over(Transport.MQTT, builder), device);
        use(builder(Transport.AMQPS, "given", Credentials.keyManager(manager)), device);
        assertThat(Credentials.keyManager(manager).validUntil())
                .contains(own.getCertificate().getNotAfter().toInstant());
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aChainOfThreeLevelsIsShownWhole(Transport transport) throws Exception {
        CertificateAuthority root = CertificateAuthority.named("root");
        CertificateAuthority line = root.below("factory").below("line");
        hub.trustDeviceCa(root.certificate());
        HubDevice device = hub.createCaSignedDevice("chained-" + transport);

        use(builder(transport, "chained-" + transport, written("chained", line.issue("chained-" + transport))), device);
    }

    @Test
    void aCertificateForAnotherNameIsRefusedAndSaidSo() throws Exception {
        CertificateAuthority authority = CertificateAuthority.named("maker");
        hub.trustDeviceCa(authority.certificate());
        hub.createCaSignedDevice("fan-7");

        AgentHealth health = failed(builder(Transport.MQTT, "fan-7", written("fan-8", authority.issue("fan-8"))));

        assertThat(health.lastCause()).contains(FailureCause.CREDENTIALS_REFUSED);
        assertThat(health.lastFailure().orElse(""))
                .contains(
                        "The certificate is for 'fan-8', and the id is 'fan-7'",
                        "Get a certificate issued for 'fan-7'");
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aCertificateThatTheHubDoesNotKnowIsNamedByItsThumbprint(Transport transport) throws Exception {
        String id = "other-" + transport;
        hub.createDevice(id, CertificateAuthority.selfSigned(id).getCertificate());

        AgentHealth health = failed(builder(transport, id, written("other", CertificateAuthority.selfSigned(id))));

        assertThat(health.lastCause()).contains(FailureCause.CREDENTIALS_REFUSED);
        assertThat(health.lastFailure().orElse("")).contains("SHA-256 thumbprint");
    }

    @Test
    void aCertificateOutOfItsTimeIsNamedBeforeAnythingConnects() throws Exception {
        CertificateAuthority authority = CertificateAuthority.named("clock");
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant end = now.minusSeconds(60);
        X509Bundle over = authority.issue("over", now.minus(Duration.ofDays(9)), end);
        X509Bundle early = authority.issue("early", now.plusSeconds(3600), now.plusSeconds(7200));

        AgentHealth afterwards = failed(builder(Transport.MQTT, "over", written("over", over)));
        AgentHealth before = failed(builder(Transport.AMQPS, "early", written("early", early)));

        assertThat(afterwards.lastCause()).contains(FailureCause.CREDENTIAL_OUT_OF_TIME);
        assertThat(afterwards.lastFailure().orElse("")).contains("expired at " + end, "Renew it and replace the file");
        assertThat(before.lastCause()).contains(FailureCause.CREDENTIAL_OUT_OF_TIME);
        assertThat(before.lastFailure().orElse("")).contains("is not valid before", "Check the clock");
    }

    @Test
    void aKeyOfAnotherCertificateAndAnUnreadableFileAreNamed() throws Exception {
        written("mixed", CertificateAuthority.selfSigned("mixed"));
        written("another", CertificateAuthority.selfSigned("another"));

        AgentHealth mixed =
                failed(builder(Transport.MQTT, "mixed", Credentials.pemFiles(certificate("mixed"), key("another"))));
        AgentHealth missing =
                failed(builder(Transport.MQTT, "mixed", Credentials.pemFiles(certificate("mixed"), key("none"))));

        assertThat(mixed.lastCause()).contains(FailureCause.CREDENTIAL_UNUSABLE);
        assertThat(mixed.lastFailure().orElse(""))
                .contains("The private key does not belong to the certificate of 'CN=mixed'");
        assertThat(missing.lastCause()).contains(FailureCause.CREDENTIAL_UNUSABLE);
        assertThat(missing.lastFailure().orElse("")).contains("There is no file " + key("none"));
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void trustedCertificatesThatCannotBeReadAreNotCalledTheDevicesOwn(Transport transport) throws Exception {
        HubDevice device = hub.createDevice("trusting-" + transport);
        Path file = directory.resolve("trusted.pem");

        try (DeviceAgent agent = Agents.over(
                        transport,
                        AgentBuilder.forConnectionString(device.connectionString())
                                .trustedCertificates(file)
                                .reconnect((attempt, cause) -> Duration.ofMillis(20)))
                .build()) {
            agent.startAsync();
            await().atMost(Agents.SOON).until(() -> agent.health().lastCause().isPresent());
            assertThat(agent.health().lastCause()).contains(FailureCause.TLS_NOT_TRUSTED);
            assertThat(agent.health().lastFailure().orElse(""))
                    .contains("is not trusted (trustedCertificates: There is no file " + file + ". Check the path")
                    .doesNotContain("own credential");

            Files.copy(hub.caCertificate(), file);
            await().atMost(Agents.SOON).until(() -> agent.state() == ConnectionState.CONNECTED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aRenewedCertificateIsTakenUpWhileConnected(Transport transport) throws Exception {
        CertificateAuthority authority = CertificateAuthority.named("renewing");
        hub.trustDeviceCa(authority.certificate());
        String id = "renewing-" + transport;
        HubDevice device = hub.createCaSignedDevice(id);
        Instant soon = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofHours(12));
        CertificateCredential credential =
                written(id, authority.issue(id, Instant.now().minusSeconds(60), soon));

        try (DeviceAgent agent = builder(transport, id, credential).build()) {
            agent.start(Agents.SOON);
            assertThat(agent.health().credentialValidUntil()).contains(soon);
            await().until(() ->
                    LogTap.logged().contains(id + ": the device's certificate or token expires at " + soon));

            X509Bundle next = authority.issue(id);
            CertificateAuthority.write(next, certificate(id), key(id));

            Instant end = next.getCertificate().getNotAfter().toInstant();
            await().atMost(Agents.SOON)
                    .until(() -> agent.health().connects() == 2
                            && agent.health().credentialValidUntil().equals(Optional.of(end)));
            agent.awaitCaughtUp(Agents.SOON);
            agent.send("renewed");
            assertThat(device.telemetry()).hasSize(1);
            assertThat(agent.health().lastCause()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aCertificateThatIsRenewedWhileAwayIsShownInAFullHandshake(Transport transport) throws Exception {
        String id = "away-" + transport;
        X509Bundle first = CertificateAuthority.selfSigned(id);
        HubDevice device = hub.createDevice(id, first.getCertificate());

        try (DeviceAgent agent = builder(transport, id, written(id, first)).build()) {
            agent.start(Agents.SOON);
            hub.faults().cut(device);
            agent.awaitCaughtUp(Agents.SOON);

            X509Bundle second = CertificateAuthority.selfSigned(id);
            device.delete();
            HubDevice again = hub.createDevice(id, second.getCertificate());
            await().atMost(Agents.SOON)
                    .until(() -> agent.health().lastCause().equals(Optional.of(FailureCause.CREDENTIALS_REFUSED)));
            CertificateAuthority.write(second, certificate(id), key(id));

            await().atMost(Agents.SOON).until(again::isConnected);
            agent.send("second");
            assertThat(again.awaitTelemetry(any -> true, Agents.SOON).text()).isEqualTo("second");
        }
    }

    @Test
    void aNewCertificateThatTheHubDoesNotKnowGivesWayToThePreviousOne() throws Exception {
        String id = "hasty";
        X509Bundle known = CertificateAuthority.selfSigned(id);
        HubDevice device = hub.createDevice(id, known.getCertificate());

        try (DeviceAgent agent = builder(Transport.MQTT, id, written(id, known)).build()) {
            agent.start(Agents.SOON);
            CertificateAuthority.write(CertificateAuthority.selfSigned(id), certificate(id), key(id));

            await().atMost(Agents.SOON)
                    .until(() -> agent.health().lastCause().equals(Optional.of(FailureCause.CREDENTIALS_REFUSED)));
            await().atMost(Agents.SOON).until(device::isConnected);
            agent.send("still here");
        }
    }

    @Test
    void whatCannotGoTogetherIsRefusedWhenTheAgentIsBuilt() throws Exception {
        CertificateCredential credential = written("built", CertificateAuthority.selfSigned("built"));

        assertThatThrownBy(
                        () -> builder(Transport.AMQPS_WS, "built", credential).build())
                .hasMessageContaining("does not support certificates over AMQPS_WS. Choose MQTT_WS");
        assertThatThrownBy(() -> AgentBuilder.forDevice(hub.hostName(), "built", credential)
                        .sslContext(hub.sslContext())
                        .build())
                .hasMessageContaining("Set trustedCertificates(...)");
        assertThatThrownBy(() -> AgentBuilder.forConnectionString("HostName=h.net;DeviceId=d;x509=true")
                        .build())
                .hasMessageContaining("credential(Credentials.pemFiles(certificate, key))");
        assertThatThrownBy(() -> AgentBuilder.forDevice("myhub", "built", credential))
                .hasMessageContaining("'myhub' has no dot");
    }
}
