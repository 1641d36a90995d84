package io.deckhand.core.identity;

import static io.deckhand.core.identity.IssuedDevice.awaitConnects;
import static io.deckhand.core.identity.IssuedDevice.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.ConnectionState;
import io.deckhand.DeviceAgent;
import io.deckhand.FailureCause;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.core.IssuedCertificate;
import io.deckhand.core.LogTap;
import io.deckhand.core.StoreOptions;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubEnrollment;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificates that the service issues and the hub renews. */
@LocalHubTest
class IssuedCertificateTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final LocalHub hub;
    private final IssuedDevice device;

    /** Each test's own. */
    private final String id;

    @TempDir
    private Path directory;

    IssuedCertificateTest(LocalHub hub) {
        this.hub = hub;
        this.device = new IssuedDevice(hub);
        this.id = device.id();
    }

    private HubEnrollment enrolled(Duration lifetime) {
        return device.enrolled(lifetime);
    }

    private AgentBuilder builder(Transport transport, HubEnrollment enrollment, IssuedCertificate wanted) {
        return device.builder(transport, enrollment, wanted);
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "MQTT_WS", "AMQPS"})
    void aCertificateOfSecondsIsRenewedThreeTimesWithoutALoss(Transport transport) {
        HubEnrollment enrollment = enrolled(Duration.ofSeconds(30));
        IssuedCertificate wanted = IssuedCertificate.ecP256().renewAt(Duration.ofSeconds(1));

        try (DeviceAgent agent = builder(transport, enrollment, wanted).build()) {
            agent.start(Agents.SOON);
            HubDevice known = hub.device(id);
            assertThat(known.twin()).contains("\"authenticationType\":\"certificateAuthority\"");
            Set<Instant> ends = new HashSet<>();
            List<CompletionStage<?>> sent = new ArrayList<>();
            for (int connects = 1; connects <= 4; connects++) {
                awaitConnects(agent, connects);
                agent.send("with certificate " + connects);
                // A new certificate is known before its connection is, so this may have been looked at already.
                await().atMost(Agents.SOON).until(() -> ends.add(end(agent)));
                for (int i = 0; i < 50; i++) { // which may go over this connection or the next
                    sent.add(agent.sendAsync("message " + i));
                }
            }
            sent.forEach(each -> each.toCompletableFuture().join());
            assertThat(ends).hasSizeGreaterThanOrEqualTo(4);
            assertThat(agent.health().failedAttempts()).isZero();
            assertThat(agent.health().lastCause()).isEmpty();
            assertThat(known.telemetry()).hasSize(4 + sent.size());
            if (transport == Transport.AMQPS) {
                assertThat(hub.certificates().requests(id))
                        .as("renewed by registering")
                        .isZero();
            } else {
                assertThat(hub.certificates().requests(id))
                        .as("renewed by the hub")
                        .isGreaterThanOrEqualTo(3);
            }
        }
    }

    @Test
    void aCertificateOfSecondsIsRenewedBeforeItIsOver() {
        HubEnrollment enrollment = enrolled(Duration.ofSeconds(20));

        try (DeviceAgent agent =
                builder(Transport.MQTT, enrollment, IssuedCertificate.ecP384()).build()) {
            agent.start(Agents.SOON);
            Instant first = end(agent);
            await().atMost(Agents.SOON)
                    .until(() -> agent.health().connects() >= 2 && end(agent).isAfter(first));
            agent.send("still here");
            assertThat(agent.health().lastCause()).isEmpty();
        }
    }

    @Test
    void neitherTheHubNorTheServiceRenewsAndTheDeviceStaysConnected() {
        HubEnrollment enrollment = enrolled(HOUR);
        IssuedCertificate wanted = IssuedCertificate.ecP256().renewAt(Duration.ofSeconds(1));

        LogTap.listen();
        try (DeviceAgent agent = builder(Transport.AMQPS, enrollment, wanted).build()) {
            agent.start(Agents.SOON);
            enrollment.disable();
            await().atMost(Agents.SOON)
                    .until(() -> LogTap.logged()
                            .contains(id + ": the device's certificate could not be renewed by registering again"));
            agent.send("with the present one");

            assertThat(agent.health().failedAttempts()).isZero();
            assertThat(agent.health().state()).isEqualTo(ConnectionState.CONNECTED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aRestartedDeviceUsesItsCertificateWithoutTheService(Transport transport) {
        HubEnrollment enrollment = enrolled(HOUR);
        Path store = directory.resolve("store");
        Instant first;
        try (DeviceAgent agent = builder(transport, enrollment, IssuedCertificate.ecP256())
                .storeIn(store)
                .build()) {
            agent.start(Agents.SOON);
            first = end(agent);
        }
        enrollment.disable();

        try (DeviceAgent agent = builder(transport, enrollment, IssuedCertificate.ecP256())
                .storeIn(store)
                .build()) {
            agent.start(Agents.SOON);
            agent.send("again");
            assertThat(end(agent)).isEqualTo(first);
        }
    }

    @Test
    void aDeviceWhoseCertificateExpiredWhileItWasOffRegistersAgain() {
        HubEnrollment enrollment = enrolled(Duration.ofSeconds(10)); // time to connect on a busy machine
        Path store = directory.resolve("store");
        Instant first;
        try (DeviceAgent agent = builder(Transport.MQTT, enrollment, IssuedCertificate.ecP256())
                .storeIn(store)
                .build()) {
            agent.start(Agents.SOON);
            first = end(agent);
        }
        enrollment.delete();
        HubEnrollment again = enrolled(HOUR);
        await().atMost(Agents.SOON).until(() -> Instant.now().isAfter(first));

        try (DeviceAgent agent = builder(Transport.MQTT, again, IssuedCertificate.ecP256())
                .storeIn(store)
                .build()) {
            agent.start(Agents.SOON);
            assertThat(end(agent)).isAfter(first.plus(Duration.ofMinutes(50)));
            assertThat(agent.health().failedAttempts()).isZero();
        }
    }

    @Test
    void anEnrollmentThatIssuesNoCertificatesLeavesTheDeviceWithItsKey() {
        HubEnrollment enrollment = hub.enrollments().individual(id).create();

        LogTap.listen();
        try (DeviceAgent agent =
                builder(Transport.MQTT, enrollment, IssuedCertificate.ecP256()).build()) {
            agent.start(Agents.SOON);
            agent.send("with the key");
            assertThat(LogTap.logged())
                    .contains(id + ": the provisioning service issued no certificate. Set the policy");
            assertThat(agent.health().credentialValidUntil()).isEmpty();
        }
    }

    /** A key that cannot leave its chip: it has no encoded form. The JDK signs with any RSA key that shows its numbers. */
    private static KeyPair inAChip() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        PrivateKey inside = pair.getPrivate();
        PrivateKey handle = (PrivateKey) Proxy.newProxyInstance(
                IssuedCertificateTest.class.getClassLoader(),
                new Class<?>[] {RSAPrivateKey.class},
                (proxy, method, args) -> method.getName().equals("getEncoded")
                                || method.getName().equals("getFormat")
                        ? null
                        : method.invoke(inside, args));
        return new KeyPair(pair.getPublic(), handle);
    }

    @Test
    void aKeyInAChipIsAskedForAndNotStored() throws Exception {
        HubEnrollment enrollment = enrolled(HOUR);
        KeyPair chip = inAChip();
        AtomicInteger calls = new AtomicInteger();
        IssuedCertificate wanted = IssuedCertificate.withKeys(() -> {
            calls.incrementAndGet();
            return chip;
        });
        Path store = directory.resolve("store");
        Instant first;
        try (DeviceAgent agent =
                builder(Transport.MQTT, enrollment, wanted).storeIn(store).build()) {
            agent.start(Agents.SOON);
            first = end(agent);
        }
        assertThat(calls).hasValue(1);
        enrollment.disable();

        try (DeviceAgent agent =
                builder(Transport.MQTT, enrollment, wanted).storeIn(store).build()) {
            agent.start(Agents.SOON);
            assertThat(end(agent)).isEqualTo(first);
            assertThat(calls).hasValue(2);
        }
    }

    @Test
    void aCertificateCanBeWishedForInText() {
        HubEnrollment enrollment = enrolled(HOUR);
        AgentBuilder builder = AgentBuilder.fromProperties(Map.of(
                "deckhand.provisioning.endpoint",
                hub.hostName(),
                "deckhand.provisioning.id-scope",
                hub.enrollments().idScope(),
                "deckhand.provisioning.registration-id",
                id,
                "deckhand.provisioning.issued-certificate",
                "ec-p384",
                "deckhand.provisioning.issued-certificate-renew-at",
                "1s",
                "deckhand.shared-access-key",
                enrollment.primaryKey(),
                "deckhand.trusted-certificates",
                hub.caCertificate().toString(),
                "deckhand.credential-check",
                "1s"));

        try (DeviceAgent agent = builder.build()) {
            agent.start(Agents.SOON);
            Instant first = end(agent);
            await().atMost(Agents.SOON).until(() -> end(agent).isAfter(first));
        }
    }

    @Test
    void aSourceOfKeysThatFailsIsNamed() {
        HubEnrollment enrollment = enrolled(HOUR);
        IssuedCertificate broken = IssuedCertificate.withKeys(() -> {
            throw new IllegalStateException("the chip does not answer");
        });

        try (DeviceAgent agent = builder(Transport.MQTT, enrollment, broken).build()) {
            agent.startAsync();
            await().atMost(Agents.SOON).until(() -> agent.health().lastCause().isPresent());
            assertThat(agent.health().lastCause()).contains(FailureCause.CREDENTIAL_UNUSABLE);
            assertThat(agent.health().lastFailure().orElse("")).contains("the chip does not answer");
        }
    }

    @Test
    void anEncryptedStoreShowsNothingOfTheKeyAndAnotherOneIsItsOwnersOnly() throws Exception {
        HubEnrollment enrollment = enrolled(HOUR);
        Path open = directory.resolve("open");
        Path sealed = directory.resolve("sealed");
        try (DeviceAgent agent = builder(Transport.MQTT, enrollment, IssuedCertificate.ecP256())
                .storeIn(open)
                .build()) {
            agent.start(Agents.SOON);
        }
        try (DeviceAgent agent = builder(Transport.MQTT, enrollment, IssuedCertificate.ecP256())
                .storeIn(StoreOptions.directory(sealed).encryptedBy(new SecretKeySpec(new byte[32], "AES")))
                .build()) {
            agent.start(Agents.SOON);
        }

        assertThat(written(open)).contains("certificate " + hub.enrollments().idScope() + "/" + id);
        assertThat(written(sealed)).doesNotContain("certificate ", "Deckhand local root");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open)))
                .isEqualTo("rwx------");
    }

    private static String written(Path store) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(store)) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    @Test
    void combinationsThatCannotWorkAreRefusedByBuild() {
        HubEnrollment enrollment = enrolled(HOUR);
        assertThatThrownBy(() -> builder(Transport.AMQPS_WS, enrollment, IssuedCertificate.ecP256())
                        .build())
                .hasMessageContaining("does not support certificates over AMQPS_WS");
        assertThatThrownBy(() -> IssuedCertificate.ecP256().renewAt(Duration.ZERO))
                .hasMessageContaining("renewAt is PT0S. It has to be 1 second to 90 days.");
    }
}
